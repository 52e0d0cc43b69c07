using System.Text;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>An answer passes as it comes, and whoever gives up ends it for both.</summary>
public sealed class StreamTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private static readonly (string, string) _soonSilent = ("Relay:FirstByteTimeout", "00:00:01.5");
    private static readonly (string, string) _soonIdle = ("Relay:IdleTimeout", "00:00:01.5");

    public static TheoryData<string> Apis => ["openrouter", "openai", "anthropic", "google"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Every_word_comes_before_the_next_one_is_said(string vendor)
    {
        var tenant = await Relay.AddTenantAsync();
        var begun = tenant.BeginAsync(vendor, "held");
        if (vendor is "google")
        {
            Relay.Vendor.SayNext();
        }

        using var response = await begun;
        await using var stream = await response.Content.ReadAsStreamAsync(Ct);
        var heard = new StringBuilder();
        var piece = new byte[4096];
        foreach (var word in NcAspire.Testing.Vendors.FakeVendor.Words.Split(' '))
        {
            if (vendor is not "google" || word is not "PONG")
            {
                Relay.Vendor.SayNext();
            }

            while (!heard.ToString().Contains(word, StringComparison.Ordinal))
            {
                heard.Append(Encoding.UTF8.GetString(piece, 0, await stream.ReadAsync(piece, Ct)));
            }
        }

        for (var rest = 0; rest < 5; rest++)
        {
            Relay.Vendor.SayNext();
        }

        using var reader = new StreamReader(stream);
        heard.Append(await reader.ReadToEndAsync(Ct));
        Assert.Equal(NcAspire.Testing.Vendors.FakeVendor.Words, Tenant.Said(vendor, true, heard.ToString()).Trim());
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang-midway")]
    public async Task A_gateway_that_hangs_up_ends_the_call_of_the_vendor(string model)
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;
        using var impatience = new CancellationTokenSource();
        var asked = tenant.BeginAsync("openai", model, cancellationToken: impatience.Token);
        await Eventually.TrueAsync(() => Relay.Vendor.Requests.Count > before, Ct);
        if (model is "hang-midway")
        {
            (await asked).Dispose();
        }

        await impatience.CancelAsync();

        Assert.False(await Relay.Vendor.Requests[^1].Ended.WaitAsync(TimeSpan.FromSeconds(10), Ct));
        await Eventually.TrueAsync(() => Relay.Log.ToString().Contains($"Instance {tenant.Id} and openai: ", StringComparison.Ordinal), Ct);
        Assert.Null(await tenant.FaultAsync());
    }

    [Theory]
    [InlineData("openrouter", true)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("google", true)]
    public async Task Of_a_vendor_that_says_nothing_the_owner_reads_so(string vendor, bool streams)
    {
        await using var relay = await usual.AnotherAsync(_soonSilent);
        var tenant = await relay.AddTenantAsync();

        var (status, answer) = await tenant.AskAsync(vendor, "hang", streams);

        Assert.Equal(200, status);
        Assert.Equal(ModelFaults.Message(ModelFaultKind.Silent, ModelVendors.Find(vendor)!), Tenant.Said(vendor, streams, answer));
        Assert.Equal(ModelFaultKind.Silent, (await tenant.FaultAsync())?.Kind);
        Assert.False(await relay.Vendor.Requests[^1].Ended.WaitAsync(TimeSpan.FromSeconds(10), Ct));
    }

    [Theory]
    [InlineData("hang-midway", ModelFaultKind.Silent)]
    [InlineData("cut-midway", ModelFaultKind.VendorDown)]
    public async Task An_answer_that_stops_midway_ends_with_an_error_that_the_API_knows(string model, ModelFaultKind kind)
    {
        await using var relay = model is "hang-midway" ? await usual.AnotherAsync(_soonIdle) : await usual.AnotherAsync();
        foreach (var vendor in Apis.Select(row => row.Data))
        {
            var tenant = await relay.AddTenantAsync();

            using var response = await tenant.BeginAsync(vendor, model);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
            var answer = new StringBuilder();
            while (!answer.ToString().Contains("from", StringComparison.Ordinal))
            {
                answer.AppendLine(await reader.ReadLineAsync(Ct));
            }

            relay.Vendor.SayNext();
            answer.Append(await reader.ReadToEndAsync(Ct));

            var last = Transcript.Data(answer.ToString())[^1];
            var sentence = vendor is "openai" ? last.GetProperty("message") : last.GetProperty("error").GetProperty("message");
            Assert.Equal($"{ModelFaults.Title(kind, ModelVendors.Find(vendor)!)}.", sentence.GetString());
            Assert.Equal(kind, (await tenant.FaultAsync())?.Kind);
        }
    }

    [Fact]
    public async Task A_gateway_that_does_not_read_holds_the_vendor_back()
    {
        await using var relay = await usual.AnotherAsync(_soonIdle);
        var tenant = await relay.AddTenantAsync();
        using var response = await tenant.BeginAsync("openrouter", "huge");

        // It is 32 MB long and nobody reads it: what is taken of it fills the buffers of the sockets. After the idle limit the relay hangs up on both.
        Assert.False(await relay.Vendor.Requests[^1].Ended.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.InRange(relay.Vendor.Sent, 1, 20 << 20);
        Assert.Null(await tenant.FaultAsync());
    }

    [Fact]
    public async Task A_long_answer_comes_whole()
    {
        var tenant = await Relay.AddTenantAsync();

        var (_, streamed) = await tenant.AskAsync("anthropic", "huge");
        var (_, whole) = await tenant.AskAsync("google", "huge", streams: false);

        Assert.Equal(32 << 20, Tenant.Said("anthropic", true, streamed).Length);
        Assert.Equal(32 << 20, Tenant.Said("google", false, whole).Length);
        await Eventually.TrueAsync(async () => (await tenant.UsageAsync()).Tokens is 2 * 1290, Ct);
    }
}

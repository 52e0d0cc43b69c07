using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>What is the owner's to mend, he reads in the chat; what the vendor mends, the gateway tries again. Pages show both.</summary>
public sealed class FaultTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private static readonly string[] _oneOfEachApi = ["openrouter", "openai", "anthropic", "google"];

    private static readonly (string Model, ModelFaultKind Kind)[] _told =
    [
        ("fault-401", ModelFaultKind.KeyRefused), ("fault-402", ModelFaultKind.NoCredit), ("fault-403", ModelFaultKind.KeyRefused),
        ("fault-404", ModelFaultKind.ModelUnknown), ("fault-quota", ModelFaultKind.NoCredit), ("fault-balance", ModelFaultKind.NoCredit),
    ];

    public static TheoryData<string, bool, string, ModelFaultKind> Told =>
    [
        .. _oneOfEachApi.SelectMany(vendor => new[] { true, false }.SelectMany(streams => _told.Select(fault =>
            new TheoryDataRow<string, bool, string, ModelFaultKind>(vendor, streams, fault.Model, fault.Kind)))),
    ];

    public static TheoryData<string, bool> Apis =>
        [.. _oneOfEachApi.SelectMany(vendor => new[] { true, false }.Select(streams => new TheoryDataRow<string, bool>(vendor, streams)))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Theory]
    [MemberData(nameof(Told))]
    public async Task What_the_owner_can_mend_is_an_answer_in_the_chat(string vendor, bool streams, string model, ModelFaultKind kind)
    {
        var tenant = await Relay.AddTenantAsync();

        var (status, answer) = await tenant.AskAsync(vendor, model, streams);

        Assert.Equal(200, status);
        Assert.Equal(ModelFaults.Message(kind, ModelVendors.Find(vendor)!), Tenant.Said(vendor, streams, answer));
        Assert.Equal((vendor, kind, null), await tenant.FaultAsync() is { } fault ? (fault.Vendor.Id, fault.Kind, fault.EndedAt) : default);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Without_a_key_the_vendor_is_not_asked_and_the_owner_reads_why(string vendor, bool streams)
    {
        var tenant = await Relay.AddTenantAsync();
        await Relay.RemoveKeysAsync(tenant.Id);
        var before = Relay.Vendor.Requests.Count;

        var (status, answer) = await tenant.AskAsync(vendor, streams: streams);

        Assert.Equal((200, before), (status, Relay.Vendor.Requests.Count));
        Assert.Equal(ModelFaults.Message(ModelFaultKind.NoKey, ModelVendors.Find(vendor)!), Tenant.Said(vendor, streams, answer));
        Assert.Equal(ModelFaultKind.NoKey, (await tenant.FaultAsync())?.Kind);
    }

    [Fact]
    public async Task A_key_that_was_moved_from_elsewhere_opens_nothing()
    {
        var (ada, bob) = (await Relay.AddTenantAsync(), await Relay.AddTenantAsync());
        await Relay.ExecuteAsync(
            """
            update instance_secrets a set wrapped_key = b.wrapped_key, nonce = b.nonce, ciphertext = b.ciphertext, tag = b.tag
            from instance_secrets b where a.instance_id = @Ada and b.instance_id = @Bob and a.name = b.name
            """,
            new { Ada = ada.Id.Value, Bob = bob.Id.Value });
        var before = Relay.Vendor.Requests.Count;

        var (_, answer) = await ada.AskAsync("openai");

        Assert.Equal(ModelFaults.Message(ModelFaultKind.KeyUnreadable, ModelVendors.Find("openai")!), Tenant.Said("openai", true, answer));
        Assert.Equal(before, Relay.Vendor.Requests.Count);
        Assert.Contains($"What is stored as OPENAI_API_KEY of the instance {ada.Id.Value} is not what was written there", Relay.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("away", "what it needs is away")]
    [InlineData("gone", "a master key is missing")]
    public async Task Without_its_master_key_the_gateway_is_told_to_come_back_and_the_owner_nothing(string id, string line)
    {
        var tenant = await Relay.AddTenantAsync();
        var name = SecretCatalog.OpenAi.Name;
        var missing = new MasterKey(id, RandomNumberGenerator.GetBytes(MasterKey.Length));
        await Relay.WriteKeyAsync(tenant.Id, name, Envelope.Seal("sk-any", tenant.Id, name, missing));

        using var response = await tenant.BeginAsync("openai", "some-model");

        Assert.Equal((503, true), ((int)response.StatusCode, response.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        Assert.Null(await tenant.FaultAsync());
        Assert.Contains($"A request could not be served: {line}.", Relay.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sk-any", Relay.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fault-429", 429, ModelFaultKind.RateLimited)]
    [InlineData("fault-500", 500, ModelFaultKind.VendorDown)]
    [InlineData("fault-503", 503, ModelFaultKind.VendorDown)]
    [InlineData("fault-408", 408, ModelFaultKind.VendorDown)]
    public async Task What_the_vendor_mends_passes_through(string model, int status, ModelFaultKind kind)
    {
        var tenant = await Relay.AddTenantAsync();

        using var response = await tenant.BeginAsync("anthropic", model);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains("\"error\":{\"type\"", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(status is 429 or 503 ? TimeSpan.FromSeconds(2) : null, response.Headers.RetryAfter?.Delta);
        Assert.False(response.Headers.Contains("openai-organization"));
        Assert.Equal(kind, (await tenant.FaultAsync())?.Kind);
    }

    [Theory]
    [InlineData("openrouter", "fault-429", 429, ModelFaultKind.RateLimited)]
    [InlineData("anthropic", "fault-500", 500, ModelFaultKind.VendorDown)]
    [InlineData("openai", "html", 502, ModelFaultKind.VendorDown)]
    public async Task What_the_vendor_does_not_mend_soon_is_told_in_the_chat(string vendor, string model, int status, ModelFaultKind kind)
    {
        var tenant = await Relay.AddTenantAsync();
        Assert.Equal(status, (await tenant.AskAsync(vendor, model)).Status);

        await HappenedAsync(tenant, "1 minute", "1 second");
        var told = await AskUntilAsync(tenant, vendor, model, StatusCodes.Status200OK);
        Assert.Equal(ModelFaults.Message(kind, ModelVendors.Find(vendor)!), Tenant.Said(vendor, true, told));
        Assert.Equal((kind, null), await tenant.FaultAsync() is { } fault ? (fault.Kind, fault.EndedAt) : default);

        // Since then nobody has asked: the trouble may be another one, and over soon.
        await HappenedAsync(tenant, "1 hour", "1 hour");
        await AskUntilAsync(tenant, vendor, model, status);
    }

    [Theory]
    [InlineData("fault-413", 413)]
    [InlineData("fault-context", 400)]
    public async Task What_is_wrong_with_one_request_passes_through_and_is_nobody_s_fault(string model, int status)
    {
        var tenant = await Relay.AddTenantAsync();

        Assert.Equal(status, (await tenant.AskAsync("openai", model)).Status);
        Assert.Null(await tenant.FaultAsync());
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("html")]
    [InlineData("packed")]
    public async Task An_answer_that_no_vendor_gives_is_not_handed_on(string model)
    {
        var tenant = await Relay.AddTenantAsync();
        var before = Relay.Vendor.Requests.Count;

        var (status, answer) = await tenant.AskAsync("openai", model);

        Assert.Equal((502, before + 1), (status, Relay.Vendor.Requests.Count));
        Assert.DoesNotContain("network", answer, StringComparison.Ordinal);
        Assert.Equal(ModelFaultKind.VendorDown, (await tenant.FaultAsync())?.Kind);
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("endless-refusal")]
    public async Task A_refusal_that_repeats_the_key_or_has_no_end_is_told_in_other_words(string model)
    {
        var tenant = await Relay.AddTenantAsync();

        var (status, answer) = await tenant.AskAsync("openai", model);

        Assert.Equal(400, status);
        Assert.Contains("OpenAI refused the request.", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(Relay.Vendor.Key, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_ends_with_the_next_answer_and_a_good_answer_writes_nothing()
    {
        var tenant = await Relay.AddTenantAsync();
        await tenant.AskAsync("openai", "fault-401");
        Assert.Null((await tenant.FaultAsync())?.EndedAt);

        // The relay hears of its own fault from the database.
        await Eventually.TrueAsync(
            async () =>
            {
                await tenant.AskAsync("openai");
                return (await tenant.FaultAsync())?.EndedAt is not null;
            },
            Ct);

        await Relay.ExecuteAsync("update model_faults set ended_at = '2000-01-01' where instance_id = @Id", new { Id = tenant.Id.Value });
        await tenant.AskAsync("openai");
        Assert.Equal(2000, (await tenant.FaultAsync())?.EndedAt?.Year);
    }

    [Fact]
    public async Task A_vendor_that_is_not_there_is_down()
    {
        await using var away = await usual.AnotherAsync(("Vendors:openai:Address", $"http://127.0.0.1:{LoopbackPort.Free()}/v1"));
        var tenant = await away.AddTenantAsync();

        var (status, answer) = await tenant.AskAsync("openai");

        Assert.Equal(502, status);
        Assert.Contains("OpenAI has a fault.", answer, StringComparison.Ordinal);
        Assert.Equal(ModelFaultKind.VendorDown, (await tenant.FaultAsync())?.Kind);
    }

    private static async Task<string> AskUntilAsync(Tenant tenant, string vendor, string model, int status) =>
        (await Eventually.SeeAsync(() => tenant.AskAsync(vendor, model), answer => answer.Status == status, TimeSpan.FromSeconds(20), Ct)).Text;

    private Task HappenedAsync(Tenant tenant, string since, string last) => Relay.ExecuteAsync(
        "update model_faults set since = now() - @Since::interval, last_at = now() - @Last::interval where instance_id = @Id",
        new { Since = since, Last = last, Id = tenant.Id.Value });
}

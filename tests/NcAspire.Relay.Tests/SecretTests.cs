using NcAspire.Core.Models;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>Markers go through everything that can go right or wrong; then it is looked where they are.</summary>
public sealed class SecretTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestRelay Relay => usual.Relay;

    [Fact]
    public async Task Keys_never_reach_a_gateway_tokens_never_a_vendor_and_the_log_has_neither_nor_what_was_said()
    {
        const string Said = "canary-in-the-question";
        var tenant = await Relay.AddTenantAsync();
        var answers = new List<string>();
        string[] models =
        [
            "some-model", "redirect", "html", "packed", "echo", "endless-refusal", "cut-midway", .. NcAspire.Testing.Vendors.FakeVendor.Faults.Keys,
        ];
        foreach (var vendor in ModelVendors.All)
        {
            foreach (var model in models)
            {
                if (model is "cut-midway")
                {
                    Relay.Vendor.SayNext();
                }

                using var request = tenant.NewRequest(vendor.Id, model, text: Said);
                using var response = await Relay.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                answers.Add($"{response}\n{await ReadAsync(response)}");
            }
        }

        await Relay.SendRawAsync($"POST /openai/{tenant.Token}?key={tenant.Token} HTTP/1.1\r\nHost: {tenant.Token}\r\nX: {tenant.Token}\r\n\r\n");
        await Relay.SendRawAsync($"{tenant.Token} / HTTP/1.1\r\n{tenant.Token}\r\n\r\n");
        await Relay.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'");
        await Eventually.TrueAsync(() => Relay.Log.ToString().Contains("Listening to the database broke off", StringComparison.Ordinal), Ct);

        Assert.All(answers, answer => Assert.DoesNotContain(Relay.Vendor.Key, answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain("org-of-the-customer", answer, StringComparison.Ordinal));
        Assert.All(Relay.Vendor.Requests, request => Assert.DoesNotContain(tenant.Token, request.All, StringComparison.Ordinal));
        var log = Relay.Log.ToString();
        Assert.Contains($"Instance {tenant.Id} and openai: done (200)", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Relay.Vendor.Key, log, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Token, log, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, log, StringComparison.Ordinal);
        Assert.DoesNotContain("PONG", log, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        try
        {
            return await response.Content.ReadAsStringAsync(Ct);
        }
        catch (HttpRequestException cut)
        {
            return cut.Message;
        }
    }
}

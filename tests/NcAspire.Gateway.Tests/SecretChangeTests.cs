using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Models;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.Gateway.Tests;

/// <summary>Changes the secrets of a running gateway; which one it uses, a vendor's double tells.</summary>
[Collection<OneLiveGateway>]
public sealed class SecretChangeTests(LiveGateway live) : IAsyncLifetime
{
    private const string Name = "OPENROUTER_API_KEY";

    private FakeVendor? _vendor;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FakeVendor Vendor => _vendor ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _vendor = await FakeVendor.StartAsync(Ct);
        await live.UnlinkAsync(Ct);
        await live.LinkAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await ApplyAsync(null);
        live.WriteSecrets();
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        await live.UnlinkAsync(Ct);
        await Vendor.DisposeAsync();
    }

    [Fact]
    public async Task The_gateway_uses_what_was_written_last_and_nothing_that_was_removed()
    {
        live.WriteSecrets((Name, Vendor.Key));
        await ApplyAsync(Name);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        Assert.Equal(Vendor.Key, await KeyOfNextQuestionAsync());

        live.WriteSecrets((Name, "sk-or-of-no-use"));
        live.WriteSecrets((Name, "sk-or-another"));
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        Assert.Equal("sk-or-another", await KeyOfNextQuestionAsync());

        live.WriteSecrets();
        await ApplyAsync(ModelRoute.RelayToken);
        await live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct);
        Assert.Equal(LiveGateway.RelayToken, await KeyOfNextQuestionAsync());
    }

    [Fact]
    public async Task A_secret_that_is_gone_while_the_configuration_points_to_it_is_a_fault()
    {
        live.WriteSecrets((Name, Vendor.Key));
        await ApplyAsync(Name);

        live.WriteSecrets();
        var fault = await Assert.ThrowsAsync<ProviderException>(() => live.Gateway.ReloadSecretsAsync(live.Endpoint, Ct));

        Assert.True(fault.IsTransient);
    }

    private Task ApplyAsync(string? key)
    {
        var choice = ModelChoice.TryParse("openrouter/openai/gpt-5") ?? throw new InvalidOperationException("It is no model.");
        var settings = Samples.SeparateNumber with { Model = key is null ? null : new ModelRoute(choice, new Uri(Vendor.Address, "v1"), key) };
        return live.Gateway.ApplyConfigAsync(live.Endpoint, live.Config(settings), Ct);
    }

    // Until the answer is out, too: a gateway does not restart, for another test, while a question is open.
    private async Task<string> KeyOfNextQuestionAsync()
    {
        var asked = Vendor.Requests.Count;
        var sent = await live.Phone.SentAsync(0, TimeSpan.Zero, Ct) is [.., var last] ? last.Seq : 0;

        // A configuration that was taken is in force some moments later.
        await Eventually.SeeAsync(
            () => live.Phone.SayAsync("+15551234567", "Who are you?", Ct), verdict => verdict.Dispatched, TimeSpan.FromSeconds(60), Ct);
        Assert.NotEmpty(await live.Phone.SentAsync(sent, TimeSpan.FromSeconds(30), Ct));
        return Vendor.Requests[asked].Headers["Authorization"]["Bearer ".Length..];
    }
}

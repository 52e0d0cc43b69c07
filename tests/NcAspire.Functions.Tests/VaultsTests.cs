using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Secrets;
using NcAspire.Vault;

namespace NcAspire.Functions.Tests;

/// <summary>The vault is the one that is configured, and there is none without a key.</summary>
public sealed class VaultsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("local")]
    [InlineData("keyvault")]
    public void The_configured_vault_is_registered_once(string? kind)
    {
        var builder = BuilderWith(
            ("Vault:Kind", kind), ("NC_MASTER_KEY", Convert.ToBase64String(new byte[32])), ("Vault:KeyVault:Uri", "https://vault.example"), ("Vault:KeyVault:Secret", "master"));

        builder.AddVault();

        Assert.Single(builder.Services, service => service.ServiceType == typeof(IMasterKeys));
    }

    [Fact]
    public void Without_a_master_key_there_is_no_start_in_production()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => BuilderWith().AddVault());

        Assert.StartsWith("There is no master key", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_is_refused()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => BuilderWith(("Vault:Kind", "file")).AddVault());

        Assert.Contains("takes \"local\" and \"keyvault\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_vault_that_is_half_configured_is_a_sentence_at_the_start()
    {
        var builder = BuilderWith(("Vault:Kind", "keyvault"), ("Vault:KeyVault:Uri", "https://vault.example"));
        builder.AddVault();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Vault:KeyVault:Secret must be the name of the secret", fault.Message, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder BuilderWith(params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));
        return builder;
    }
}

using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

public sealed class DockerOptionsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Endpoint", "", "Docker:Endpoint must be set")]
    [InlineData("Endpoint", "/var/run/docker.sock", "Docker:Endpoint must be the address")]
    [InlineData("Endpoint", "ssh://host", "Docker:Endpoint must be the address")]
    [InlineData("Installation", "Here", "Docker:Installation takes 1 to 40")]
    [InlineData("Image", "", "Docker:Image must be set")]
    [InlineData("Network", "a b", "Docker:Network takes")]
    [InlineData("Bridge", "nc-internal-name", "Bridge")]
    [InlineData("Bridge", "nc/1", "Docker:Bridge takes 1 to 15")]
    [InlineData("Subnet", "10.210.0.0", "Docker:Subnet must be")]
    [InlineData("Subnet", "10.210.0.1/20", "Docker:Subnet must be")]
    [InlineData("Subnet", "10.210.0.0/29", "Docker:Subnet must be")]
    [InlineData("Subnet", "fd00::/64", "Docker:Subnet must be")]
    [InlineData("ControlPlaneAddress", "10.210.8.1", "Docker:ControlPlaneAddress must be in the lower half")]
    [InlineData("ControlPlaneAddress", "10.210.0.1", "Docker:ControlPlaneAddress must be in the lower half")]
    [InlineData("ControlPlaneAddress", "10.210.0.0", "Docker:ControlPlaneAddress must be in the lower half")]
    [InlineData("ControlPlaneAddress", "10.1.0.2", "Docker:ControlPlaneAddress must be in the lower half")]
    [InlineData("ControlPlaneAddress", "control", "Docker:ControlPlaneAddress must be in the lower half")]
    [InlineData("MemoryFloorBytes", "1", "Docker:MemoryFloorBytes takes")]
    [InlineData("CallTimeout", "00:00:00", "Docker:CallTimeout")]
    public async Task A_wrong_option_is_a_sentence_at_the_start(string option, string value, string sentence)
    {
        using var host = Host((option, value));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct));

        Assert.Contains(fault.Failures, failure => failure.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_defaults_start_and_say_what_runs()
    {
        using var host = Host(("ControlPlaneAddress", "10.210.0.2"));
        await host.StartAsync(Ct);

        var provider = host.Services.GetRequiredService<IComputeProvider>();

        Assert.Equal("docker", provider.Name);
        Assert.Equal(new ComputeCapabilities("ncaspire-gateway:2026.9.6", IsIsolated: true), provider.Capabilities);
        await host.StopAsync(Ct);
    }

    [Theory]
    [InlineData("10.210.0.0/20", "10.210.8.0/21", "10.210.0.1")]
    [InlineData("192.168.7.16/28", "192.168.7.24/29", "192.168.7.17")]
    public void Tenants_have_the_upper_half_of_the_addresses(string subnet, string tenants, string gateway)
    {
        var parsed = TenantSubnet.TryParse(subnet);

        Assert.Equal(IPNetwork.Parse(tenants), parsed?.Tenants);
        Assert.Equal(IPAddress.Parse(gateway), parsed?.Gateway);
    }

    private static IHost Host(params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Docker:{setting.Name}", (string?)setting.Value)));
        builder.AddDockerEngine();
        return builder.Build();
    }
}

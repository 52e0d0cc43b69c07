using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Compute;

namespace NcAspire.Functions.Tests;

/// <summary>A backend is there when its section is.</summary>
public sealed class ComputeBackendsTests
{
    [Theory]
    [InlineData("Local:DataPath", 1)]
    [InlineData("DockerGuard:Address", 1)]
    [InlineData("Local:DataPath DockerGuard:TokenPath", 2)]
    public void Configured_backends_are_registered(string settings, int count)
    {
        var builder = BuilderWith(settings.Split(' '));

        builder.AddComputeBackends();

        Assert.Equal(count, builder.Services.Count(service => service.ServiceType == typeof(IComputeProvider)));
    }

    [Fact]
    public void Without_a_backend_there_is_no_start()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => BuilderWith("Docker:Image").AddComputeBackends());

        Assert.StartsWith("No backend is configured", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guard_that_is_half_configured_is_a_sentence_at_the_start()
    {
        var builder = BuilderWith("DockerGuard:Address");
        builder.AddComputeBackends();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("DockerGuard:Address must be a loopback address", fault.Message, StringComparison.Ordinal);
        Assert.Contains("DockerGuard:TokenPath must be the absolute path", fault.Message, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder BuilderWith(params string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting, (string?)"x")));
        return builder;
    }
}

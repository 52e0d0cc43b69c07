using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Local;

namespace NcAspire.Compute.Tests.Local;

public sealed class LocalOptionsTests(LocalBackend backend) : IClassFixture<LocalBackend>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Production_is_refused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });

        var fault = Assert.Throws<InvalidOperationException>(builder.AddLocalCompute);

        Assert.Contains("development only", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(Core.Compute.IComputeProvider));
    }

    [Theory]
    [InlineData("DataPath", "", "Local:DataPath must be set")]
    [InlineData("DataPath", "relative/folder", "Local:DataPath must be an absolute path")]
    [InlineData("NodePath", "/nowhere/node", "Local:NodePath must be the absolute path of the Node.js binary")]
    [InlineData("OpenClawPath", "/nowhere", "has no openclaw.mjs")]
    [InlineData("WhatsAppPluginPath", "/nowhere", "has no openclaw.plugin.json")]
    [InlineData("OwnerPid", "0", "Local:OwnerPid must be set")]
    [InlineData("OwnerPid", "2147483647", "there is no process 2147483647")]
    [InlineData("OwnerStart", "", "Local:OwnerStart must be set")]
    [InlineData("OwnerStart", "1", "must name a running process")]
    public async Task A_wrong_option_is_a_sentence_at_the_start(string option, string value, string sentence)
    {
        using var host = backend.NewHost((option, value));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Ct));

        Assert.Contains(fault.Failures, failure => failure.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Right_options_start()
    {
        using var host = backend.NewHost();
        await host.StartAsync(Ct);
        Assert.NotNull(host.Services.GetRequiredService<Core.Compute.IComputeProvider>());
        await host.StopAsync(Ct);
    }
}

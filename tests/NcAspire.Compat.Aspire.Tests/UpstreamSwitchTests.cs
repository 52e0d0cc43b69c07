using System.Diagnostics;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class UpstreamSwitchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_AppHost_can_take_the_real_packages_instead_of_every_stand_in()
    {
        var items = await EvaluateAsync("-p:UpstreamPackages=true", "-p:UpstreamAspireSdk=false");

        Assert.Contains("Aspire.Hosting", items["PackageReference"]);
        Assert.Contains("Aspire.Hosting.PostgreSQL", items["PackageReference"]);
        Assert.Empty(items["ProjectReference"]);
    }

    [Fact]
    public async Task The_AppHost_takes_the_stand_ins_by_default()
    {
        var items = await EvaluateAsync();

        Assert.DoesNotContain("Aspire.Hosting", items["PackageReference"]);
        Assert.Equal(2, items["ProjectReference"].Count);
        Assert.All(items["ProjectReference"], path => Assert.Contains("/compat/", path, StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, List<string>>> EvaluateAsync(params string[] properties)
    {
        string[] arguments =
        [
            "msbuild", Path.Combine(Toolchain.RepositoryRoot, "NcAspire.AppHost"),
            "-getItem:PackageReference", "-getItem:ProjectReference", .. properties,
        ];
        using var msbuild = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("msbuild was not started.");
        var output = await msbuild.StandardOutput.ReadToEndAsync(Ct);
        await msbuild.WaitForExitAsync(Ct);
        Assert.True(msbuild.ExitCode == 0, output);

        return JsonDocument.Parse(output).RootElement.GetProperty("Items").EnumerateObject().ToDictionary(
            kind => kind.Name,
            kind => kind.Value.EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!).ToList());
    }
}

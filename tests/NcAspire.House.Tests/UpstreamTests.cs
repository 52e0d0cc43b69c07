using System.Diagnostics;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.House.Tests;

/// <summary>One property swaps every stand-in for the real package; nothing needs to be fetched to see that it does.</summary>
public sealed class UpstreamTests
{
    public static TheoryData<string> Users =>
        [.. Repository.Projects.Where(p => p.Room is not ("compat" or "tests") && p.StandIns.Count > 0).Select(p => p.Path)];

    [Fact]
    public void Functions_hosts_and_app_host_use_stand_ins() =>
        Assert.Superset(
            new HashSet<string> { "NcAspire.AppHost", "NcAspire.Functions", "NcAspire.Migrations" },
            Users.Select(p => Path.GetFileNameWithoutExtension(p.Data)).ToHashSet());

    [Theory]
    [MemberData(nameof(Users))]
    public async Task The_real_packages_take_the_place_of_every_stand_in(string path)
    {
        var project = Repository.Projects.Single(p => p.Path == path);

        var real = await EvaluateAsync(path, "-p:UpstreamPackages=true", "-p:UpstreamAspireSdk=false");
        Assert.Superset(project.StandIns.ToHashSet(), real["PackageReference"].ToHashSet());
        Assert.Superset(project.StandIns.ToHashSet(), real["PackageVersion"].ToHashSet());
        Assert.DoesNotContain(real["ProjectReference"], IsStandIn);

        var here = await EvaluateAsync(path);
        Assert.Empty(here["PackageReference"].Intersect(project.StandIns));
        Assert.Equal(project.StandIns.Order(), here["ProjectReference"].Where(IsStandIn).Select(Path.GetFileNameWithoutExtension).Order());
    }

    private static bool IsStandIn(string project) => project.Replace('\\', '/').Contains("/compat/", StringComparison.Ordinal);

    private static async Task<Dictionary<string, string[]>> EvaluateAsync(string project, params string[] properties)
    {
        string[] items = ["PackageReference", "ProjectReference", "PackageVersion"];
        string[] arguments =
        [
            "msbuild", Path.Combine(Toolchain.RepositoryRoot, project), "-nodeReuse:false", .. items.Select(i => $"-getItem:{i}"),
            .. properties,
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("dotnet did not start.");
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0, output);
        var found = JsonDocument.Parse(output).RootElement.GetProperty("Items");
        return items.ToDictionary(
            i => i, i => found.GetProperty(i).EnumerateArray().Select(e => e.GetProperty("Identity").GetString() ?? "").ToArray());
    }
}

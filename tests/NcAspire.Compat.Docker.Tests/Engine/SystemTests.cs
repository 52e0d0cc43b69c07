using NcAspire.Testing;

namespace NcAspire.Compat.Docker.Tests.Engine;

public sealed class SystemTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    [Fact]
    public async Task The_engine_says_what_it_is()
    {
        await engine.Client.System.PingAsync(Ct);
        var version = await engine.Client.System.GetVersionAsync(Ct);
        var info = await engine.Client.System.GetSystemInfoAsync(Ct);

        Assert.True(Version.Parse(version.APIVersion) >= new Version(1, 41), version.APIVersion);
        Assert.True(Version.Parse(version.MinAPIVersion) <= new Version(1, 41), version.MinAPIVersion);
        Assert.Equal(("linux", "linux"), (version.Os, info.OSType));
        Assert.Equal(version.Version, info.ServerVersion);
        Assert.Equal(Environment.ProcessorCount, info.NCPU);
        Assert.True(info.MemTotal > 0);
        Assert.Contains(info.CgroupVersion, new[] { "1", "2" });
        Assert.NotEmpty(info.DockerRootDir);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}

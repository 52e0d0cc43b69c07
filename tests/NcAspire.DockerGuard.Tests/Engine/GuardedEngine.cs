using NcAspire.Compute.Conformance;
using NcAspire.Compute.Docker;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>The real engine behind a guard, as the guard's own process puts it there.</summary>
internal static class GuardedEngine
{
    /// <summary>A guard before the installation of the backend.</summary>
    public static Task<TestGuard> GuardAsync(
        this DockerBackend backend, bool isSocket = false, params (string Name, string Value)[] settings) =>
        TestGuard.StartAsync(builder => builder.AddDockerEngine(), isSocket, [.. backend.GuardSettings(), .. settings]);

    /// <summary>A guard before an engine that the test may end.</summary>
    public static Task<TestGuard> GuardAsync(this PrivateEngine engine) => TestGuard.StartAsync(
        builder => builder.AddDockerEngine(), isSocket: true, ("Docker:Endpoint", engine.Endpoint.ToString()), ("Docker:CallTimeout", "00:00:05"));

    /// <summary>What a guard before the installation is told about it.</summary>
    public static IEnumerable<(string Name, string Value)> GuardSettings(this DockerBackend backend) =>
        backend.Settings().Select(setting => ($"Docker:{setting.Name}", setting.Value));
}

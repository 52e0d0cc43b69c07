namespace NcAspire.EndToEnd.Tests.Docker;

/// <summary>The stack on a real Docker engine: gateways are hardened containers.</summary>
public sealed class DockerStack() : OneStack(new DockerBackend());

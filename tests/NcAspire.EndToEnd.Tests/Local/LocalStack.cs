namespace NcAspire.EndToEnd.Tests.Local;

/// <summary>The stack as a developer has it first: gateways are processes of this machine.</summary>
public sealed class LocalStack() : OneStack(new LocalBackend());

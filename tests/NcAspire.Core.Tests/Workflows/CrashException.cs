namespace NcAspire.Core.Tests.Workflows;

/// <summary>The process ended here.</summary>
public sealed class CrashException() : Exception("The process ended.");

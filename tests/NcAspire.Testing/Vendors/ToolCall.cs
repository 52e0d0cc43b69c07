namespace NcAspire.Testing.Vendors;

/// <summary>What a model asks to be done.</summary>
/// <param name="Name">The tool's.</param>
/// <param name="Arguments">Written as JSON.</param>
public sealed record ToolCall(string Name, object Arguments);

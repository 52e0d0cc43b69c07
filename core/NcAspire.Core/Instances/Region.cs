namespace NcAspire.Core.Instances;

/// <summary>A place where instances can be created.</summary>
/// <param name="Provider">Name of the compute provider.</param>
public sealed record Region(string Code, string Name, string Provider, bool IsEnabled, bool IsDefault);

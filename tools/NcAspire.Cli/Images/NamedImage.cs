namespace NcAspire.Cli.Images;

/// <summary>An image under the name that it can be run by.</summary>
public sealed record NamedImage(string Name, ImageFacts Facts);

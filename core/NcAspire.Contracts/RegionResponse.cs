namespace NcAspire.Contracts;

/// <summary>One region an instance can be created in.</summary>
public sealed record RegionResponse(string Code, string Name, string Provider, bool IsDefault);

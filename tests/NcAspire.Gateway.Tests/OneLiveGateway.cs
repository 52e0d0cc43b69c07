namespace NcAspire.Gateway.Tests;

/// <summary>The collection of the tests that share the one live gateway.</summary>
[CollectionDefinition]
public sealed class OneLiveGateway : ICollectionFixture<LiveGateway>;

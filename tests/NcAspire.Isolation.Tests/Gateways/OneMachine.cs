namespace NcAspire.Isolation.Tests.Gateways;

[CollectionDefinition]
public sealed class OneMachine : ICollectionFixture<RealMachine>;

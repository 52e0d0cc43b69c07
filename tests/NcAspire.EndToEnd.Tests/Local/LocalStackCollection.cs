namespace NcAspire.EndToEnd.Tests.Local;

// Gateways need a core each while they start: one stack, one test at a time.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LocalStackCollection : ICollectionFixture<LocalStack>
{
    public const string Name = "local stack";
}

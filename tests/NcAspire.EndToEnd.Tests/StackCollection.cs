namespace NcAspire.EndToEnd.Tests;

// Gateways need a core each while they start: one stack, one test at a time.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class StackCollection : ICollectionFixture<OneStack>
{
    public const string Name = "stack";
}

namespace NcAspire.EndToEnd.Tests.Docker;

// Gateways need a core each while they start: one stack, one test at a time.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DockerStackCollection : ICollectionFixture<DockerStack>
{
    public const string Name = "docker stack";
}

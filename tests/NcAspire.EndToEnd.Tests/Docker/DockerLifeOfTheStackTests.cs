namespace NcAspire.EndToEnd.Tests.Docker;

[Collection(DockerStackCollection.Name)]
public sealed class DockerLifeOfTheStackTests() : LifeOfTheStack(new DockerBackend());

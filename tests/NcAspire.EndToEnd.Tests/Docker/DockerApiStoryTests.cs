namespace NcAspire.EndToEnd.Tests.Docker;

[Collection(DockerStackCollection.Name)]
public sealed class DockerApiStoryTests(DockerStack one) : ApiStory(one);

namespace NcAspire.EndToEnd.Tests.Docker;

[Collection(DockerStackCollection.Name)]
public sealed class DockerChatStoryTests(DockerStack one) : ChatStory(one);

namespace NcAspire.EndToEnd.Tests.Local;

[Collection(LocalStackCollection.Name)]
public sealed class LocalChatStoryTests(LocalStack one) : ChatStory(one);

namespace NcAspire.EndToEnd.Tests.Local;

[Collection(LocalStackCollection.Name)]
public sealed class LocalApiStoryTests(LocalStack one) : ApiStory(one);

using NcAspire.Testing.Browser;

namespace NcAspire.EndToEnd.Tests.Local;

[Collection(LocalStackCollection.Name)]
public sealed class LocalBrowserStoryTests(LocalStack one, Chromium chromium) : BrowserStory(one, chromium);

using NcAspire.Testing.Browser;

namespace NcAspire.EndToEnd.Tests.Docker;

[Collection(DockerStackCollection.Name)]
public sealed class DockerBrowserStoryTests(DockerStack one, Chromium chromium) : BrowserStory(one, chromium);

namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>What people need to know about a token of a chat.</summary>
/// <param name="Title">Of its field.</param>
/// <param name="Label">The same within a sentence, after "the".</param>
/// <param name="Hint">Where to get it, and what it looks like.</param>
/// <param name="End">How to end it where it came from: a sentence.</param>
public sealed record ChannelTokenGuide(string Title, string Label, ChannelHint Hint, string End);

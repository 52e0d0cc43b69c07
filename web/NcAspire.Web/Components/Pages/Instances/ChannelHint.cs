namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>Where to get something: a few words with a link in their midst.</summary>
public sealed record ChannelHint(string Before, string? Link = null, string? Address = null, string After = "");

using System.Text.RegularExpressions;
using NcAspire.Core.Models;

namespace NcAspire.Relay;

/// <summary>
/// What a request asks of which vendor. It is made from a target that is on the list to the last letter: no encoding, no dot segment, no second
/// slash, no host, no parameter that is not known. So what goes to the vendor is text of ours, but for the id of a Gemini model.
/// </summary>
/// <param name="Path">Below the vendor's address, with its query.</param>
/// <param name="Answers">True when a model answers; false when tokens are counted only.</param>
/// <param name="Streams">What the target alone says of it; null when the body does.</param>
/// <param name="Model">Where the target names it.</param>
internal sealed partial record RelayTarget(ModelVendor Vendor, string Path, bool Answers, bool? Streams, string? Model)
{
    private const int MaxLength = 256;

    /// <summary>Null when there is nothing at this target.</summary>
    /// <param name="method">The request's.</param>
    /// <param name="target">As it stands in the request's first line.</param>
    public static RelayTarget? TryParse(string method, string target)
    {
        if (method is not "POST" || target.Length > MaxLength || target.IndexOf('/', 1) is not (> 0 and var slash)
            || ModelVendors.Find(target[1..slash]) is not { } vendor)
        {
            return null;
        }

        var path = target[slash..];
        return vendor.Api switch
        {
            ModelApi.OpenAiCompletions when path is "/chat/completions" => new(vendor, path, Answers: true, null, null),
            ModelApi.OpenAiResponses when path is "/responses" => new(vendor, path, Answers: true, null, null),
            ModelApi.AnthropicMessages when path is "/v1/messages" or "/v1/messages?beta=true" => new(vendor, path, Answers: true, null, null),
            ModelApi.AnthropicMessages when path is "/v1/messages/count_tokens" or "/v1/messages/count_tokens?beta=true" =>
                new(vendor, path, Answers: false, false, null),
            ModelApi.GoogleGenerativeAi when Gemini().Match(path) is { Success: true } match => OfGemini(vendor, path, match),
            _ => null,
        };
    }

    private static RelayTarget OfGemini(ModelVendor vendor, string path, Match match) => new(
        vendor,
        path,
        Answers: match.Groups["verb"].Value is not "countTokens",
        Streams: match.Groups["verb"].Value is "streamGenerateContent",
        match.Groups["model"].Value);

    // /models/gemini-2.5-flash:streamGenerateContent?alt=sse
    [GeneratedRegex(
        @"\A/models/(?<model>[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*):(?:(?<verb>generateContent|countTokens)|(?<verb>streamGenerateContent)\?alt=sse)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Gemini();
}

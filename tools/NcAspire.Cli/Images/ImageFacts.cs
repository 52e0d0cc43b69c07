using System.Text.Json;

namespace NcAspire.Cli.Images;

/// <summary>An image that the engine has.</summary>
/// <param name="Id">What no other image has: <c>sha256:…</c>.</param>
/// <param name="Bytes">Its size on the disk, with the layers that it shares.</param>
/// <param name="Labels">Never null.</param>
public sealed record ImageFacts(string Id, long Bytes, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What a label says, or null.</summary>
    public string? this[string label] => Labels.GetValueOrDefault(label);

    // docker image inspect NAME:
    // [{"Id":"sha256:1f…","Size":653914283,"Config":{"Labels":{"ncaspire.openclaw":"2026.9.6"}, …}, …}]
    public static ImageFacts Read(string json) =>
        JsonSerializer.Deserialize<List<Inspected>>(json) is [var image, ..]
            ? new ImageFacts(image.Id, image.Size, image.Config?.Labels ?? [])
            : throw new CommandException("Docker describes an image in a way that is not understood.");

    private sealed record Inspected(string Id, long Size, Configuration? Config);

    private sealed record Configuration(Dictionary<string, string>? Labels);
}

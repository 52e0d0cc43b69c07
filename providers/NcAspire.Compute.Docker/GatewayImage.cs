using Docker.DotNet.Models;

namespace NcAspire.Compute.Docker;

/// <summary>What counts of an image. One id always means the same facts.</summary>
/// <param name="Environment">NAME=value, as every container of it gets them.</param>
internal sealed record GatewayImage(
    string Id,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<string> Environment,
    IReadOnlyList<string> Entrypoint,
    IReadOnlyList<string> Command)
{
    /// <summary>The image preflight found it good.</summary>
    public bool IsProved => Labels.ContainsKey(MachineLabels.Preflight);

    /// <summary>Folder of the WhatsApp plugin inside; null when the image does not say.</summary>
    public string? WhatsAppPlugin => Labels.GetValueOrDefault(MachineLabels.WhatsAppPlugin);

    /// <summary>Node's compile cache was made together with the image.</summary>
    public bool HasCompileCache => Environment.Any(variable => variable.StartsWith("NODE_COMPILE_CACHE=", StringComparison.Ordinal));

    public static GatewayImage Of(ImageInspectResponse image) => new(
        image.ID,
        (image.Config?.Labels ?? new Dictionary<string, string>()).AsReadOnly(),
        [.. image.Config?.Env ?? []],
        [.. image.Config?.Entrypoint ?? []],
        [.. image.Config?.Cmd ?? []]);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The files beside openclaw.json that hold what openclaw.json must not: flat JSON objects, read by OpenClaw's file provider of secrets
/// (docs/gateway/secrets/secretref-contract of 2026.9.6). A reference is a JSON pointer into one. The relay's token, which nobody can read
/// again, has its own, so that a change of the owner's secrets does not touch it.
/// </summary>
internal static class GatewaySecretFile
{
    private const string Relay = "ncaspire";
    private const string Owner = "owner";

    public static IReadOnlyList<SeedFile> Render(GatewaySecrets secrets)
    {
        var files = secrets.Values.ToLookup(secret => FileOf(secret.Key));
        return files.Contains(Relay) ? [Render(Relay, files[Relay]), Render(Owner, files[Owner])] : [Render(Owner, files[Owner])];
    }

    /// <summary>The section "secrets" of openclaw.json.</summary>
    public static JsonObject Provider(MachinePlacement placement) => new()
    {
        ["providers"] = new JsonObject { [Relay] = Provider(placement, Relay), [Owner] = Provider(placement, Owner) },
    };

    /// <param name="name">Of one of the <see cref="GatewaySecrets"/>.</param>
    public static JsonObject Reference(string name) => new() { ["source"] = "file", ["provider"] = FileOf(name), ["id"] = $"/{name}" };

    private static string FileOf(string name) => name is ModelRoute.RelayToken ? Relay : Owner;

    private static string Path(string file) => $"secrets/{file}.json";

    private static SeedFile Render(string file, IEnumerable<KeyValuePair<string, string>> secrets) => new(
        Path(file), JsonSerializer.Serialize(new SortedDictionary<string, string>(secrets.ToDictionary(), StringComparer.Ordinal)));

    private static JsonObject Provider(MachinePlacement placement, string file) =>
        new() { ["source"] = "file", ["path"] = $"{placement.StateDirectory}/{Path(file)}", ["mode"] = "json" };
}

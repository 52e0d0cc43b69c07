using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The file beside openclaw.json that holds what openclaw.json must not: a flat JSON object, read by OpenClaw's file provider of secrets
/// (docs/gateway/secrets/secretref-contract of 2026.9.6). A reference is a JSON pointer into it.
/// </summary>
internal static class GatewaySecretFile
{
    private const string Alias = "ncaspire";
    private const string Path = "secrets/ncaspire.json";

    public static SeedFile Render(GatewaySecrets secrets) => new(
        Path, JsonSerializer.Serialize(new SortedDictionary<string, string>(secrets.Values.ToDictionary(), StringComparer.Ordinal)));

    /// <summary>The section "secrets" of openclaw.json.</summary>
    public static JsonObject Provider(MachinePlacement placement) => new()
    {
        ["providers"] = new JsonObject
        {
            [Alias] = new JsonObject { ["source"] = "file", ["path"] = $"{placement.StateDirectory}/{Path}", ["mode"] = "json" },
        },
    };

    /// <param name="name">Of one of the <see cref="GatewaySecrets"/>.</param>
    public static JsonObject Reference(string name) => new() { ["source"] = "file", ["provider"] = Alias, ["id"] = $"/{name}" };
}

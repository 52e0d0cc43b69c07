using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// The openclaw.json of every gateway (OpenClaw 2026.9.6): a closed baseline in which an agent can talk and do nothing
/// else, plus the owner's choices. The same input gives the same text. It holds no secret.
/// </summary>
internal static class GatewayConfig
{
    public const string File = "openclaw.json";

    /// <summary>The section that the gateway keeps for itself.</summary>
    public const string Meta = "meta";

    private static readonly JsonSerializerOptions _readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] _npm =
        ["codex", "discord", "perplexity", "qwen", "slack", "synthetic", "telegram", "vercel-ai-gateway", "zai"];

    public static string Render(MachinePlacement placement, GatewaySettings settings)
    {
        var config = new JsonObject
        {
            // A file without it is taken for damaged once the gateway has written one itself, and replaced by its backup. With a version in it,
            // the gateway would leave out OpenClaw's own plugins that the list of plugins does not name, those of vendors among them.
            [Meta] = new JsonObject(),
            ["gateway"] = Gateway(placement),
            ["session"] = new JsonObject { ["dmScope"] = "per-channel-peer" },
            ["agents"] = Agents(placement, settings),
            ["tools"] = Tools(settings.Speech),
            ["approvals"] = new JsonObject { ["exec"] = Off() },
            ["commands"] = Commands(settings),
            ["skills"] = new JsonObject { ["workshop"] = new JsonObject { ["autonomous"] = new JsonObject { ["mode"] = "off" } } },
            ["channels"] = GatewayChannels.Render(settings, WhatsApp(settings)),
            ["secrets"] = GatewaySecretFile.Provider(placement),
            ["models"] = GatewayModels.Render(settings.Model, settings.Speech),
            ["browser"] = Off(),
            ["update"] = new JsonObject { ["checkOnStart"] = false },
            ["telemetry"] = Off(),
            ["discovery"] = new JsonObject { ["mdns"] = new JsonObject { ["mode"] = "off" } },
            ["plugins"] = Plugins(placement, settings),

            // The default file is under /tmp, which is memory in a container.
            ["logging"] = new JsonObject { ["level"] = "info", ["file"] = $"{placement.StateDirectory}/logs/gateway.log" },
        };
        return config.ToJsonString(_readable) + "\n";
    }

    private static JsonObject Gateway(MachinePlacement placement) => new()
    {
        // Without a mode the gateway refuses to start (exit 78).
        ["mode"] = "local",
        ["bind"] = placement.Bind,
        ["port"] = placement.Port,
        ["trustedProxies"] = Texts(placement.TrustedProxies),
        ["auth"] = new JsonObject
        {
            ["mode"] = "trusted-proxy",
            ["identityScopes"] = new JsonObject { [ServiceIdentity.User] = Texts([ServiceIdentity.Scope]) },
            ["trustedProxy"] = TrustedProxy(placement),
            ["rateLimit"] = new JsonObject
            {
                ["maxAttempts"] = 10,
                ["windowMs"] = 60_000,
                ["lockoutMs"] = 300_000,
                ["exemptLoopback"] = true,
            },
        },
        ["controlUi"] = Off(),

        // On by default: an operator would get a shell of the machine.
        ["terminal"] = Off(),

        // On by default: the gateway would open SSH to private addresses that ask for pairing.
        ["nodes"] = new JsonObject { ["pairing"] = new JsonObject { ["sshVerify"] = false } },
        ["reload"] = new JsonObject { ["mode"] = "hybrid" },
    };

    private static JsonObject TrustedProxy(MachinePlacement placement)
    {
        var trustedProxy = new JsonObject
        {
            ["userHeader"] = ServiceIdentity.UserHeader,
            ["requiredHeaders"] = Texts([ServiceIdentity.RequiredHeader]),
            ["allowUsers"] = Texts([ServiceIdentity.User]),
        };

        if (placement.AllowLoopback)
        {
            trustedProxy["allowLoopback"] = true;
        }

        return trustedProxy;
    }

    private static JsonObject Agents(MachinePlacement placement, GatewaySettings settings)
    {
        var defaults = new JsonObject
        {
            ["workspace"] = $"{placement.StateDirectory}/workspace",

            // The machine has no container engine; what the sandbox would hold is denied under tools.
            ["sandbox"] = new JsonObject { ["mode"] = "off" },
            ["heartbeat"] = new JsonObject { ["every"] = "0m" },

            // A name here means a second, invisible model call with every message.
            ["utilityModel"] = "",
        };

        if (settings.Model is { Choice: var choice })
        {
            defaults["model"] = new JsonObject { ["primary"] = choice.ToString() };
        }

        return new JsonObject { ["defaults"] = defaults };
    }

    private static JsonObject Tools(SpeechRoute? speech) => new()
    {
        // Answers, pictures and voice notes go without a tool. Any allow list of OpenClaw's names would refuse models that can use none.
        ["profile"] = "minimal",
        ["deny"] = Texts(["*"]),
        ["exec"] = new JsonObject { ["security"] = "deny", ["ask"] = "always" },
        ["elevated"] = Off(),
        ["fs"] = new JsonObject { ["workspaceOnly"] = true },
        ["sessions"] = new JsonObject { ["visibility"] = "self" },
        ["agentToAgent"] = Off(),
        ["web"] = new JsonObject { ["search"] = Off(), ["fetch"] = Off() },
        ["media"] = Media(speech),
    };

    // Unless it is off, the gateway tries the voices' side of whatever vendor it has, of which the relay has none.
    private static JsonObject Media(SpeechRoute? speech) => speech is null
        ? new JsonObject { ["audio"] = Off() }
        : new JsonObject
        {
            ["models"] = new JsonArray(
                new JsonObject { ["provider"] = speech.Vendor, ["model"] = speech.Model, ["capabilities"] = Texts(["audio"]) }),
            ["audio"] = On(),
        };

    private static JsonObject Commands(GatewaySettings settings) => new()
    {
        // Whoever may write may command otherwise: choose any model, for one. Of the lists of other chats we don't know who is the owner.
        ["allowFrom"] = new JsonObject
        {
            ["*"] = new JsonArray(),
            ["whatsapp"] = Texts(settings.Owner is { } owner ? [owner.Value] : []),
        },

        // On where a chat has menus of commands.
        ["native"] = false,
        ["nativeSkills"] = false,
        ["bash"] = false,
        ["config"] = false,
        ["debug"] = false,
        ["mcp"] = false,
        ["plugins"] = false,
        ["restart"] = false,
    };

    private static JsonObject WhatsApp(GatewaySettings settings) => new()
    {
        ["enabled"] = true,
        ["configWrites"] = false,

        // With no owner nobody is answered. An empty allow list would not do: the plugin then falls back to the linked
        // number.
        ["dmPolicy"] = settings.Owner is null ? "disabled" : settings.Everybody ? "open" : "allowlist",
        ["allowFrom"] = Texts(settings.Owner is not { } owner ? [] : settings.Everybody ? ["*"] : [owner.Value]),
        ["groupPolicy"] = "disabled",

        // Unset means true: messages of the linked number to itself would reach the agent past the allow list.
        ["selfChatMode"] = settings.Number is NumberKind.Own,
    };

    private static JsonObject Plugins(MachinePlacement placement, GatewaySettings settings) => new()
    {
        ["allow"] = Texts(Allowed(settings)),

        // A gateway that sees a reason for one of these runs npm before it listens; only this list keeps it from that.
        ["deny"] = Texts(_npm.Except(GatewayChannels.On(settings))),
        ["load"] = new JsonObject { ["paths"] = Texts([placement.WhatsAppPlugin]) },

        // No memory plugin also means no "dreaming": a model call every night that nobody asked for.
        ["slots"] = new JsonObject { ["memory"] = "none" },
        ["entries"] = new JsonObject(
            Allowed(settings).Select(plugin => KeyValuePair.Create<string, JsonNode?>(plugin, On()))),
    };

    private static string[] Allowed(GatewaySettings settings) => ["whatsapp", "admin-http-rpc", .. GatewayChannels.On(settings)];

    private static JsonObject On() => new() { ["enabled"] = true };

    private static JsonObject Off() => new() { ["enabled"] = false };

    private static JsonArray Texts(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];
}

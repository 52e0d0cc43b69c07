using NcAspire.Contracts;
using QRCoder;

namespace NcAspire.Web.Tests;

/// <summary>An instance in the conditions its owner may find it in.</summary>
internal static class Samples
{
    public const string Slug = "my-assistant";
    public const string Owner = "+919876543210";
    public const string Other = "+4915112345678";

    public static InstanceResponse Running { get; } = new(
        Guid.Parse("01980000-0000-7000-8000-000000000001"),
        Slug,
        InstanceStates.Running,
        "local",
        "local",
        "openclaw:2026.9.6",
        new(2026, 11, 20, 6, 15, 0, TimeSpan.Zero),
        new(2026, 11, 20, 6, 16, 0, TimeSpan.Zero),
        LastHealthAt: new(2026, 11, 20, 6, 16, 30, TimeSpan.Zero),
        LastWhatsAppConnectedAt: null,
        Failure: null,
        Incident: null,
        Drift: [],
        Operation: null,
        Deleting: false,
        new WhatsAppResponse(Owner: null, NumberKinds.Separate, WhatsAppStates.NotLinked, Since: null, Trouble: null, Self: null, Link: null),
        new LlmResponse(Model: null, Keys: [], Faults: [], Direct: false),
        Channels:
        [
            new("telegram", "Telegram", Enabled: false, AllowFrom: [], [new("TELEGRAM_BOT_TOKEN", Last4: null, UpdatedAt: null)],
                ChannelStates.Off, "Telegram is off."),
            new("discord", "Discord", Enabled: false, AllowFrom: [], [new("DISCORD_BOT_TOKEN", Last4: null, UpdatedAt: null)],
                ChannelStates.Off, "Discord is off."),
            new("slack", "Slack", Enabled: false, AllowFrom: [],
                [new("SLACK_BOT_TOKEN", Last4: null, UpdatedAt: null), new("SLACK_APP_TOKEN", Last4: null, UpdatedAt: null)],
                ChannelStates.Off, "Slack is off."),
        ]);

    public static SessionEntryResponse ThisSession { get; } = new(
        Guid.Parse("01980000-0000-7000-8000-00000000000a"),
        new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero),
        new(2026, 12, 20, 6, 0, 0, TimeSpan.Zero),
        LastUsedAt: new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero),
        "203.0.113.7",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        IsCurrent: true);

    public static SessionEntryResponse OtherSession { get; } = ThisSession with
    {
        Id = Guid.Parse("01980000-0000-7000-8000-00000000000b"),
        LastUsedAt = null,
        Address = "2001:db8:1234:5678:9abc:def0:1234:5678",
        Agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        IsCurrent = false,
    };

    public static InstanceResponse WithOwner { get; } = Running with
    {
        WhatsApp = Running.WhatsApp with { Owner = Owner, Number = NumberKinds.Own },
    };

    public static InstanceResponse Connected { get; } = WithOwner with
    {
        LastWhatsAppConnectedAt = new(2026, 11, 20, 6, 20, 0, TimeSpan.Zero),
        WhatsApp = WithOwner.WhatsApp with { State = WhatsAppStates.Connected, Self = Owner },
    };

    /// <summary>Another session took WhatsApp over.</summary>
    public static InstanceResponse Replaced { get; } = Connected with
    {
        WhatsApp = Connected.WhatsApp with
        {
            State = WhatsAppStates.Replaced,
            Since = new(2026, 11, 20, 6, 25, 0, TimeSpan.Zero),
            Trouble = new("WhatsApp lets only one session be connected.", "Close the other one, then restart the instance.", 440),
        },
    };

    /// <summary>Linked with a number of the assistant's own.</summary>
    public static InstanceResponse Separate { get; } = Connected with
    {
        WhatsApp = Connected.WhatsApp with { Number = NumberKinds.Separate, Self = "+15550001111" },
    };

    /// <summary>Everybody may write.</summary>
    public static InstanceResponse Open { get; } = Separate with { WhatsApp = Separate.WhatsApp with { EveryoneDailyRequests = 80 } };

    /// <summary>Set up to the end: the owner writes, and a model answers.</summary>
    public static InstanceResponse Answering { get; } = Connected with
    {
        Llm = new("openai/gpt-5.6-luna", [Saved("OPENAI_API_KEY", "AB12")], Faults: [], Direct: false),
    };

    /// <summary>On Telegram as well, with a token that Telegram does not take.</summary>
    public static InstanceResponse OnTelegram { get; } = Answering with
    {
        Channels =
        [
            new("telegram", "Telegram", Enabled: true, ["4242", "77777"],
                [new("TELEGRAM_BOT_TOKEN", "wxyz", new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero))],
                ChannelStates.TokenRefused, "Telegram does not accept the token."),
            .. Connected.Channels.Skip(1),
        ],
    };

    /// <summary>On Slack as well.</summary>
    public static InstanceResponse OnSlack { get; } = Answering with
    {
        Channels =
        [
            .. Connected.Channels.Take(2),
            new("slack", "Slack", Enabled: true, ["U012AB3CD45"],
                [
                    new("SLACK_BOT_TOKEN", "9abc", new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero)),
                    new("SLACK_APP_TOKEN", "cdef", new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero)),
                ],
                ChannelStates.Connected, "Slack is connected. Only the ids on your list get an answer."),
        ],
    };

    /// <summary>The vendor refuses the key.</summary>
    public static InstanceResponse Refused { get; } = Answering with
    {
        Llm = Answering.Llm with
        {
            Faults =
            [
                new("openai", LlmFaultKinds.KeyRefused, "OpenAI refuses the key", "Save a new one.", new(2026, 11, 20, 6, 30, 0, TimeSpan.Zero)),
            ],
        },
    };

    public static LlmCatalogResponse Catalog { get; } = new(
        [
            new("OPENAI_API_KEY", "OpenAI", SecretUses.Model, "https://vendor.example/openai/keys", "it begins with sk-", SecretRoutes.RelayOrGateway, Honoured: true),
            new("ANTHROPIC_API_KEY", "Anthropic", SecretUses.Model, "https://vendor.example/anthropic/keys", "it begins with sk-ant-", SecretRoutes.RelayOrGateway, Honoured: true),
            new("ANTHROPIC_OAUTH_TOKEN", "Anthropic (subscription)", SecretUses.Model, "https://vendor.example/anthropic/keys", "it begins with sk-ant-oat", SecretRoutes.Relay, Honoured: true),
            new("OPENROUTER_API_KEY", "OpenRouter", SecretUses.Model, "https://vendor.example/openrouter/keys", "it begins with sk-or-", SecretRoutes.RelayOrGateway, Honoured: true),
            new("TELEGRAM_BOT_TOKEN", "Telegram", SecretUses.Channel, "https://channel.example/bots", "it has a colon", SecretRoutes.Gateway, Honoured: true),
        ],
        [
            new("openai", "OpenAI", ["OPENAI_API_KEY"], "openai/gpt-5.6-luna"),
            new("anthropic", "Anthropic", ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"], "anthropic/claude-opus-5"),
            new("openrouter", "OpenRouter", ["OPENROUTER_API_KEY"], "openrouter/auto"),
        ]);

    public static InstanceResponse Stopped { get; } = Running with { Status = InstanceStates.Stopped };

    public static InstanceResponse Failed { get; } = Running with
    {
        Status = InstanceStates.Error,
        LastHealthAt = null,
        Failure = new(ProblemTypes.GatewayStartTimeout, "The gateway did not start", "It was not ready within two minutes."),
    };

    /// <summary>It goes on after its gateway was started again, on a machine that somebody changed.</summary>
    public static InstanceResponse Mended { get; } = Connected with
    {
        Incident = new(
            ProblemTypes.OutOfMemory,
            "The gateway ran out of memory (limit 1.5 GiB)",
            "It was started again. Its WhatsApp link and its data are kept. If this happens often, ask the operator for more memory.",
            new(2026, 11, 20, 6, 18, 0, TimeSpan.Zero)),
        Drift = ["It may use 4 GiB of memory instead of 1.5 GiB.", "It may write to its root file system."],
    };

    public static InstanceResponse HalfDeleted { get; } = Failed with
    {
        Deleting = true,
        Failure = new(ProblemTypes.ProviderFault, "The server could not do this", "The volume is busy."),
    };

    public static LlmKeyResponse Saved(string name, string last4) => new(name, last4, new(2026, 11, 20, 6, 25, 0, TimeSpan.Zero));

    public static AuditEntryResponse Entry(string action, string actor, string? address, string? detail) =>
        new(Guid.CreateVersion7(), new(2026, 11, 20, 6, 25, 0, TimeSpan.Zero), actor, address, action, detail);

    /// <summary>Linked, but not with the number that the kind asks for.</summary>
    public static InstanceResponse Mislinked(string kind) => Connected with
    {
        WhatsApp = Connected.WhatsApp with { Number = kind, Self = kind == NumberKinds.Own ? Other : Owner },
    };

    public static InstanceResponse Creating { get; } = Running with
    {
        Status = InstanceStates.Creating,
        LastHealthAt = null,
        Operation = new(
            Guid.Parse("01980000-0000-7000-8000-000000000002"), OperationKinds.Create, "start", Running.CreatedAt),
    };

    /// <summary>The creation with so many of its four steps done.</summary>
    public static OperationResponse Creation(int done)
    {
        string[] titles = ["Reserve storage", "Write the configuration", "Start the gateway", "Wait until it answers"];
        var start = DateTimeOffset.UtcNow.AddSeconds(-10);
        var steps = titles.Select((title, at) => new OperationStepResponse(
            $"step-{at}", title, at <= done ? start.AddSeconds(at) : null, at < done ? start.AddSeconds(at + 0.8) : null));

        return new(
            Guid.Parse("01980000-0000-7000-8000-000000000002"), Running.Id, Slug, OperationKinds.Create,
            done == titles.Length ? OperationStates.Succeeded : OperationStates.Running, start, null, null, [.. steps]);
    }

    public static string QrDataUrl(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.L);
        using var png = new PngByteQRCode(data);
        return $"data:image/png;base64,{Convert.ToBase64String(png.GetGraphic(4))}";
    }
}

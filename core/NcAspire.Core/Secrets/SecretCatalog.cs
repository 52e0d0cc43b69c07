using System.Text.RegularExpressions;

namespace NcAspire.Core.Secrets;

/// <summary>
/// Every secret that a person may give us. The names are the ones that OpenClaw 2026.9.6 reads (its docs/help/environment and the manifests of its
/// plugins, also of those that it would have to fetch), so that people find them in the vendors' guides; no gateway ever gets a variable of such a
/// name.
/// </summary>
public static partial class SecretCatalog
{
    public static SecretDefinition OpenAi { get; } = Model(
        "OPENAI_API_KEY", "OpenAI", "https://platform.openai.com/api-keys", PrefixSk(), "it begins with sk-");

    public static SecretDefinition Anthropic { get; } = Model(
        "ANTHROPIC_API_KEY", "Anthropic", "https://console.anthropic.com/settings/keys", PrefixSkAnt(), "it begins with sk-ant-");

    public static SecretDefinition AnthropicOAuth { get; } = RelayOnly(Model(
        "ANTHROPIC_OAUTH_TOKEN", "Anthropic (subscription)", "https://console.anthropic.com/settings/keys", PrefixSkAntOat(), "it begins with sk-ant-oat"));

    public static SecretDefinition Gemini { get; } = Model(
        "GEMINI_API_KEY", "Google Gemini", "https://aistudio.google.com/apikey", Plain(), "it is one word of letters, digits, - and _");

    public static SecretDefinition OpenRouter { get; } = Model(
        "OPENROUTER_API_KEY", "OpenRouter", "https://openrouter.ai/settings/keys", PrefixSk(), "it begins with sk-or-");

    public static SecretDefinition Zai { get; } = Unread(Model(
        "ZAI_API_KEY", "Z.AI", "https://z.ai/manage-apikey/apikey-list", Plain(), "it is one word of letters, digits, dots, - and _"));

    public static SecretDefinition Qwen { get; } = Unread(Model(
        "QWEN_API_KEY", "Qwen", "https://home.qwencloud.com/api-keys", PrefixSk(), "it begins with sk-"));

    public static SecretDefinition AiGateway { get; } = Unread(Model(
        "AI_GATEWAY_API_KEY", "Vercel AI Gateway", "https://vercel.com/ai-gateway", Plain(), "it is one word of letters, digits, - and _"));

    public static SecretDefinition MiniMax { get; } = Model(
        "MINIMAX_API_KEY", "MiniMax", "https://platform.minimax.io/subscribe/coding-plan", Plain(), "it is one word of letters, digits, dots, - and _");

    public static SecretDefinition Synthetic { get; } = Unread(Model(
        "SYNTHETIC_API_KEY", "Synthetic", "https://synthetic.new", Plain(), "it is one word of letters, digits, - and _"));

    public static SecretDefinition Deepgram { get; } = Define(
        "DEEPGRAM_API_KEY", "Deepgram", SecretUse.Speech, "https://console.deepgram.com", Plain(), "it is one word of letters and digits");

    public static SecretDefinition Telegram { get; } = Define(
        "TELEGRAM_BOT_TOKEN", "Telegram", SecretUse.Channel, "https://t.me/BotFather", TelegramToken(), "it is a number, a colon and 35 characters");

    public static SecretDefinition Discord { get; } = Define(
        "DISCORD_BOT_TOKEN", "Discord", SecretUse.Channel, "https://discord.com/developers/applications", DiscordToken(), "it has three parts with dots between them");

    public static SecretDefinition SlackBot { get; } = Define(
        "SLACK_BOT_TOKEN", "Slack (bot)", SecretUse.Channel, "https://api.slack.com/apps", PrefixXoxb(), "it begins with xoxb-");

    public static SecretDefinition SlackApp { get; } = Define(
        "SLACK_APP_TOKEN", "Slack (app)", SecretUse.Channel, "https://api.slack.com/apps", PrefixXapp(), "it begins with xapp-");

    public static IReadOnlyList<SecretDefinition> All { get; } =
    [
        OpenAi, Anthropic, AnthropicOAuth, Gemini, OpenRouter, Zai, Qwen, AiGateway, MiniMax, Synthetic,
        Deepgram, Telegram, Discord, SlackBot, SlackApp,
    ];

    // Those that nothing else looks like.
    private static readonly Regex[] _tellTale = [PrefixSk(), PrefixAiza(), TelegramToken(), DiscordToken(), PrefixXoxb(), PrefixXapp()];

    public static SecretDefinition Of(SecretName name) => All.First(secret => secret.Name == name);

    /// <summary>Whether a part of the text between slashes is a secret to all appearances, pasted into the wrong field.</summary>
    public static bool IsMentionedIn(string text) => text.Split('/').Any(part => _tellTale.Any(shape => shape.IsMatch(part)));

    private static SecretDefinition Model(string name, string label, string source, Regex shape, string hint) =>
        Define(name, label, SecretUse.Model, source, shape, hint);

    // A plugin that is not fetched with OpenClaw would read it.
    private static SecretDefinition Unread(SecretDefinition secret) => secret with { IsHonoured = false };

    private static SecretDefinition RelayOnly(SecretDefinition secret) => secret with { Route = SecretRoute.Relay };

    private static SecretDefinition Define(string name, string label, SecretUse use, string source, Regex shape, string hint) =>
        new(new SecretName(name), label, use, new Uri(source), shape, hint);

    [GeneratedRegex(@"\Ask-[A-Za-z0-9_-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixSk();

    [GeneratedRegex(@"\Ask-ant-[A-Za-z0-9_-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixSkAnt();

    [GeneratedRegex(@"\Ask-ant-oat[A-Za-z0-9_-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixSkAntOat();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{20,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[0-9]{6,12}:[A-Za-z0-9_-]{35}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TelegramToken();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{20,30}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}\z", RegexOptions.NonBacktracking)]
    private static partial Regex DiscordToken();

    [GeneratedRegex(@"\AAIza[A-Za-z0-9_-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixAiza();

    [GeneratedRegex(@"\Axoxb-[A-Za-z0-9-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixXoxb();

    [GeneratedRegex(@"\Axapp-[A-Za-z0-9-]{16,}\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixXapp();
}

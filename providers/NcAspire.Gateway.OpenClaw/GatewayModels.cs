using System.Text.Json.Nodes;
using NcAspire.Core.Gateways;
using NcAspire.Core.Models;

namespace NcAspire.Gateway.OpenClaw;

/// <summary>The section "models" of openclaw.json: the vendor that was chosen, at the address we give, and the one of voice notes.</summary>
internal static class GatewayModels
{
    // The gateway alone would wait ten minutes for a silent vendor. The relay gives up before this.
    private const int CallSeconds = 180;
    private const int ContextWindow = 128_000;
    private const int MaxTokens = 8_192;

    public static JsonObject Render(ModelRoute? route, SpeechRoute? speech)
    {
        var models = new JsonObject { ["mode"] = "merge", ["catalogRefresh"] = new JsonObject { ["enabled"] = false } };

        var providers = new JsonObject();
        if (route is not null)
        {
            providers[route.Choice.Vendor.Id] = Provider(route);
        }

        if (speech is not null)
        {
            providers[speech.Vendor] = Provider(speech);
        }

        if (providers.Count > 0)
        {
            models["providers"] = providers;
        }

        return models;
    }

    // It answers no questions, but this is where OpenClaw's transcription finds a key that no variable holds.
    private static JsonObject Provider(SpeechRoute speech) => new()
    {
        ["baseUrl"] = speech.Address.AbsoluteUri,
        ["apiKey"] = GatewaySecretFile.Reference(speech.Key),
        ["models"] = new JsonArray(),
    };

    private static JsonObject Provider(ModelRoute route)
    {
        var provider = new JsonObject
        {
            ["baseUrl"] = route.Address.AbsoluteUri,

            // Without it some models of a vendor are asked in another vendor's way.
            ["api"] = Name(route.Choice.Vendor.Api),
            ["apiKey"] = GatewaySecretFile.Reference(route.Key),
            ["timeoutSeconds"] = CallSeconds,
        };

        if (!route.Choice.Vendor.IsBuiltIn)
        {
            provider["models"] = new JsonArray(Model(route.Choice));
        }

        return provider;
    }

    // Of a vendor that OpenClaw does not know, it asks for the models that are listed and no others.
    private static JsonObject Model(ModelChoice choice)
    {
        var model = new JsonObject
        {
            ["id"] = choice.Model,
            ["name"] = choice.Model,
            ["contextWindow"] = ContextWindow,
            ["maxTokens"] = MaxTokens,
        };

        // Else a streamed answer does not say what it cost.
        if (choice.Vendor.Api is ModelApi.OpenAiCompletions)
        {
            model["compat"] = new JsonObject { ["supportsUsageInStreaming"] = true };
        }

        return model;
    }

    private static string Name(ModelApi api) => api switch
    {
        ModelApi.OpenAiCompletions => "openai-completions",
        ModelApi.OpenAiResponses => "openai-responses",
        ModelApi.AnthropicMessages => "anthropic-messages",
        ModelApi.GoogleGenerativeAi => "google-generative-ai",
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "OpenClaw has no name for it."),
    };
}

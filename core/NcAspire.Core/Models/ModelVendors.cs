using NcAspire.Core.Secrets;

namespace NcAspire.Core.Models;

/// <summary>The vendors of models, in the order in which people are offered them. Addresses and models: docs/providers of OpenClaw 2026.9.6.</summary>
public static class ModelVendors
{
    public static IReadOnlyList<ModelVendor> All { get; } =
    [
        new("openai", "OpenAI", [SecretCatalog.OpenAi.Name], ModelApi.OpenAiResponses,
            new Uri("https://api.openai.com/v1"), "gpt-5.6-luna", IsBuiltIn: true),
        new("anthropic", "Anthropic", [SecretCatalog.AnthropicOAuth.Name, SecretCatalog.Anthropic.Name], ModelApi.AnthropicMessages,
            new Uri("https://api.anthropic.com"), "claude-opus-5", IsBuiltIn: true),
        new("google", "Google Gemini", [SecretCatalog.Gemini.Name], ModelApi.GoogleGenerativeAi,
            new Uri("https://generativelanguage.googleapis.com/v1beta"), "gemini-3.1-pro-preview", IsBuiltIn: true),
        new("openrouter", "OpenRouter", [SecretCatalog.OpenRouter.Name], ModelApi.OpenAiCompletions,
            new Uri("https://openrouter.ai/api/v1"), "auto", IsBuiltIn: true),
        new("zai", "Z.AI", [SecretCatalog.Zai.Name], ModelApi.OpenAiCompletions,
            new Uri("https://api.z.ai/api/paas/v4"), "glm-5.3", IsBuiltIn: false),
        new("qwen", "Qwen", [SecretCatalog.Qwen.Name], ModelApi.OpenAiCompletions,
            new Uri("https://dashscope-intl.aliyuncs.com/compatible-mode/v1"), "qwen3.5-plus", IsBuiltIn: false),
        new("vercel-ai-gateway", "Vercel AI Gateway", [SecretCatalog.AiGateway.Name], ModelApi.AnthropicMessages,
            new Uri("https://ai-gateway.vercel.sh"), "anthropic/claude-opus-4.6", IsBuiltIn: false),
        new("minimax", "MiniMax", [SecretCatalog.MiniMax.Name], ModelApi.AnthropicMessages,
            new Uri("https://api.minimax.io/anthropic"), "MiniMax-M3", IsBuiltIn: true),
        new("synthetic", "Synthetic", [SecretCatalog.Synthetic.Name], ModelApi.AnthropicMessages,
            new Uri("https://api.synthetic.new/anthropic"), "hf:MiniMaxAI/MiniMax-M3", IsBuiltIn: false),
    ];

    public static ModelVendor? Find(string id) => All.FirstOrDefault(vendor => vendor.Id == id);
}

namespace NcAspire.Core.Models;

/// <summary>How a vendor's models are spoken to.</summary>
public enum ModelApi
{
    /// <summary>POST …/chat/completions, key as Authorization: Bearer.</summary>
    OpenAiCompletions,

    /// <summary>POST …/responses, key as Authorization: Bearer.</summary>
    OpenAiResponses,

    /// <summary>POST …/v1/messages, key as x-api-key.</summary>
    AnthropicMessages,

    /// <summary>POST …/models/{id}:streamGenerateContent, key as x-goog-api-key.</summary>
    GoogleGenerativeAi,
}

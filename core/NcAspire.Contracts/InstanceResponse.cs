namespace NcAspire.Contracts;

/// <summary>An instance as its owner sees it.</summary>
/// <param name="Status">One of <see cref="InstanceStates"/>.</param>
/// <param name="Failure">Why the status is error, or what the last operation stumbled over; null when all is well.</param>
/// <param name="Operation">The operation that is going on, or null.</param>
public sealed record InstanceResponse(
    Guid Id,
    string Slug,
    string Status,
    string Region,
    string Provider,
    string Image,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastHealthAt,
    DateTimeOffset? LastWhatsAppConnectedAt,
    FailureResponse? Failure,
    OperationSummary? Operation,
    WhatsAppResponse WhatsApp,
    LlmResponse Llm);

namespace NcAspire.Contracts;

/// <summary>An instance as its owner sees it.</summary>
/// <param name="Status">One of <see cref="InstanceStates"/>.</param>
/// <param name="Failure">Why the status is error, or what the last operation stumbled over; null when all is well.</param>
/// <param name="Incident">What happened to the gateway last and was mended, for a day or until it is dismissed; null when nothing did.</param>
/// <param name="Drift">Where the machine differs from the profile it should have, a sentence each; repair makes it anew.</param>
/// <param name="Operation">The operation that is going on, or null.</param>
/// <param name="Channels">The chats beside WhatsApp, every one that is offered.</param>
/// <param name="Deleting">The owner asked to delete it; only deleting again is possible when that failed.</param>
public sealed record InstanceResponse(
    Guid Id,
    string Slug,
    [OneOf(typeof(InstanceStates))] string Status,
    string Region,
    string Provider,
    string Image,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastHealthAt,
    DateTimeOffset? LastWhatsAppConnectedAt,
    FailureResponse? Failure,
    IncidentResponse? Incident,
    IReadOnlyList<string> Drift,
    OperationSummary? Operation,
    bool Deleting,
    WhatsAppResponse WhatsApp,
    LlmResponse Llm,
    IReadOnlyList<ChannelResponse> Channels);

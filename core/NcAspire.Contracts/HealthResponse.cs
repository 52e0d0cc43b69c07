namespace NcAspire.Contracts;

/// <summary>GET /api/instances/{slug}/health: asked of the gateway at this moment.</summary>
/// <param name="Live">The gateway process answers.</param>
/// <param name="Ready">The gateway serves requests.</param>
/// <param name="WhatsApp">One of <see cref="WhatsAppStates"/>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record HealthResponse(
    bool Live,
    bool Ready,
    [OneOf(typeof(WhatsAppStates))] string WhatsApp,
    string Message,
    DateTimeOffset CheckedAt);

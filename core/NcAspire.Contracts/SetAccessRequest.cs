namespace NcAspire.Contracts;

/// <summary>PUT /api/instances/{slug}/whatsapp/access.</summary>
/// <param name="Everyone">Whether everybody may write, or the owner alone.</param>
/// <param name="DailyRequests">How often the model may be asked on one UTC day while everybody may write, by whomever: 1 to 500. Needed for that.</param>
public sealed record SetAccessRequest(bool Everyone, int? DailyRequests = null);

namespace NcAspire.Contracts;

/// <summary>Data of the qr event.</summary>
/// <param name="Stage">One of <see cref="LinkStages"/>.</param>
public sealed record QrEvent([OneOf(typeof(LinkStages))] string Stage, string Message, string? QrDataUrl, DateTimeOffset ExpiresAt);

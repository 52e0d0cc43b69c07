namespace NcAspire.Contracts;

/// <summary>The current or latest attempt to link a phone; the code itself comes by qr/start, qr/wait and the qr event.</summary>
/// <param name="Stage">One of <see cref="LinkStages"/>.</param>
/// <param name="ExpiresAt">When the attempt ends unless the code is scanned.</param>
public sealed record LinkResponse([OneOf(typeof(LinkStages))] string Stage, string Message, DateTimeOffset ExpiresAt);

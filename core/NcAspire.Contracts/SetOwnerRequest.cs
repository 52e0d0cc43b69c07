namespace NcAspire.Contracts;

/// <summary>PUT /api/instances/{slug}/whatsapp/owner.</summary>
/// <param name="Phone">E.164, such as +919876543210.</param>
/// <param name="Number">One of <see cref="NumberKinds"/>; separate when left out.</param>
public sealed record SetOwnerRequest(string Phone, [OneOf(typeof(NumberKinds))] string? Number = null);

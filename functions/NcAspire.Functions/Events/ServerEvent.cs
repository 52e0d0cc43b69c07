namespace NcAspire.Functions.Events;

/// <summary>One server-sent event.</summary>
/// <param name="Name">One of <see cref="Contracts.EventNames"/>.</param>
internal sealed record ServerEvent(string Name, object Data);

namespace NcAspire.Contracts;

/// <summary>Data of the connected event.</summary>
/// <param name="Self">E.164 number that is linked, when the gateway knows it.</param>
public sealed record ConnectedEvent(string? Self, DateTimeOffset At);

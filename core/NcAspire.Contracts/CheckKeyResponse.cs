namespace NcAspire.Contracts;

/// <summary>What a vendor says to a saved key.</summary>
/// <param name="Verdict">One of <see cref="KeyVerdicts"/>.</param>
/// <param name="Message">The same as a sentence, with the next thing to do.</param>
public sealed record CheckKeyResponse(string Name, [OneOf(typeof(KeyVerdicts))] string Verdict, string Message);

namespace NcAspire.Contracts;

/// <summary>Why the models of a vendor do not answer.</summary>
/// <param name="Title">One clause.</param>
/// <param name="Detail">What to do about it.</param>
/// <param name="Since">The first time in a row.</param>
public sealed record LlmFaultResponse(
    string Vendor, [OneOf(typeof(LlmFaultKinds))] string Kind, string Title, string Detail, DateTimeOffset Since);

namespace NcAspire.Contracts;

/// <summary>POST /api/signup.</summary>
/// <param name="Email">At most 254 characters; compared without case.</param>
/// <param name="Password">10 to 200 characters.</param>
public sealed record SignupRequest(string Email, string Password);

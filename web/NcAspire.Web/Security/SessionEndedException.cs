namespace NcAspire.Web.Security;

/// <summary>The API refused the session's token: it expired, or was revoked elsewhere. Handled by <see cref="SessionEnd"/>.</summary>
public sealed class SessionEndedException() : Exception("The API refused the session's token.");

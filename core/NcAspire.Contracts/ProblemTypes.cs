namespace NcAspire.Contracts;

/// <summary>Stable <c>type</c> values of problem details (RFC 9457) and of instance failures.</summary>
public static class ProblemTypes
{
    private const string Prefix = "urn:ncaspire:";

    public const string InvalidRequest = Prefix + "invalid-request";
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";
    public const string RequestTooLarge = Prefix + "request-too-large";
    public const string Unauthenticated = Prefix + "unauthenticated";
    public const string WrongCredentials = Prefix + "wrong-credentials";
    public const string AccountLocked = Prefix + "account-locked";
    public const string AccountClosing = Prefix + "account-closing";
    public const string NotFound = Prefix + "not-found";
    public const string MethodNotAllowed = Prefix + "method-not-allowed";
    public const string EmailTaken = Prefix + "email-taken";
    public const string SlugTaken = Prefix + "slug-taken";
    public const string InstanceCap = Prefix + "instance-cap";
    public const string InvalidSlug = Prefix + "invalid-slug";
    public const string InvalidPhone = Prefix + "invalid-phone";
    public const string UnknownRegion = Prefix + "unknown-region";
    public const string NoCapacity = Prefix + "no-capacity";
    public const string NotRunning = Prefix + "not-running";
    public const string InstanceState = Prefix + "instance-state";
    public const string OperationInProgress = Prefix + "operation-in-progress";
    public const string SettingsConflict = Prefix + "settings-conflict";
    public const string WhatsAppUnreachable = Prefix + "whatsapp-unreachable";
    public const string AlreadyLinked = Prefix + "already-linked";
    public const string GatewayUnreachable = Prefix + "gateway-unreachable";
    public const string TooManyRequests = Prefix + "too-many-requests";
    public const string IdempotencyMismatch = Prefix + "idempotency-mismatch";

    /// <summary>A request with the same Idempotency-Key is still being answered.</summary>
    public const string RequestInProgress = Prefix + "request-in-progress";
    public const string Unavailable = Prefix + "unavailable";
    public const string Internal = Prefix + "internal";

    /// <summary>Failures of an instance, shown in <see cref="InstanceResponse.Failure"/> and <see cref="InstanceResponse.Incident"/>.</summary>
    public const string GatewayConfigRefused = Prefix + "gateway-config-refused";
    public const string GatewayStartTimeout = Prefix + "gateway-start-timeout";
    public const string GatewayExited = Prefix + "gateway-exited";
    public const string OutOfMemory = Prefix + "out-of-memory";
    public const string StateVolumeLost = Prefix + "state-volume-lost";
    public const string ProviderFault = Prefix + "provider-fault";
    public const string CrashLoop = Prefix + "crash-loop";
    public const string MachineMissing = Prefix + "machine-missing";
    public const string GatewaySilent = Prefix + "gateway-silent";
}

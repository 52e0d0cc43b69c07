using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using NcAspire.Contracts;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Workflows;
using NcAspire.Functions.Views;

namespace NcAspire.Functions.Api;

/// <summary>Every problem the API can answer (RFC 9457): a stable type and a sentence a person can act on.</summary>
internal static class Problems
{
    public static IResult NotFound() => Of(404, ProblemTypes.NotFound, "Not found", "There is nothing here, or it isn't yours.");

    public static IResult MethodNotAllowed(IReadOnlyList<string> methods) => Of(
        405, ProblemTypes.MethodNotAllowed, "Not in this way", $"This address takes {string.Join(" and ", methods)} only.");

    public static IResult Unauthenticated() => Of(
        401, ProblemTypes.Unauthenticated, "Sign in first", "The session is missing, has expired or was ended. Log in again.");

    public static IResult NotAnOperator() => Of(
        401, ProblemTypes.Unauthenticated, "For operators only", "The operators' token is missing or wrong.");

    public static IResult WrongCredentials() => Of(
        401, ProblemTypes.WrongCredentials, "Wrong e-mail or password", "This e-mail address and password don't belong together.");

    public static IResult EmailTaken() => Of(
        409, ProblemTypes.EmailTaken, "Address in use", "There is an account with this e-mail address. Log in instead.");

    public static IResult Invalid(string field, string complaint) =>
        Of(422, ProblemTypes.InvalidRequest, "Please check the input", complaint, ("field", field));

    public static IResult InvalidSlug(string complaint) =>
        Of(422, ProblemTypes.InvalidSlug, "This name can't be used", complaint, ("field", "slug"));

    public static IResult InvalidPhone() => Of(
        422,
        ProblemTypes.InvalidPhone,
        "Not a phone number",
        "Enter the number with a plus sign and the country code, such as +919876543210.",
        ("field", "phone"));

    public static IResult SlugTaken() => Of(
        409, ProblemTypes.SlugTaken, "Name in use", "This name is taken. Choose another one.", ("field", "slug"));

    public static IResult InstanceCap(int cap) => Of(
        409, ProblemTypes.InstanceCap, "No more instances", $"Your account may have {cap} at once. Delete one to make room.");

    public static IResult UnknownRegion() => Of(
        422, ProblemTypes.UnknownRegion, "Unknown region", "Choose one of the regions that GET /api/regions lists.", ("field", "region"));

    public static IResult NoCapacity(CapacityShortage why) => Of(503, ProblemTypes.NoCapacity, "No room at the moment", why switch
    {
        CapacityShortage.Full => "All places of this region are taken. Try again later, or in another region.",
        CapacityShortage.Unreachable => "The servers of this region can't be reached. Nothing was changed; try again in a minute.",
        _ => "This region takes no new instances now. Try another one, or later.",
    });

    public static IResult NotRunning() => Of(
        409, ProblemTypes.NotRunning, "The instance isn't running", "Start it and wait until it runs, then try again.");

    public static IResult InstanceState(InstanceStatus status) => Of(
        409,
        ProblemTypes.InstanceState,
        "Not possible now",
        $"The instance is {Names.Of(status)}, so this can't be done.");

    public static IResult Busy(OperationKind kind) => Of(
        409,
        ProblemTypes.OperationInProgress,
        "Something else is going on",
        $"The instance is busy ({Names.Of(kind)}). Wait until that is done, then try again.");

    public static IResult SettingsConflict(string complaint) =>
        Of(409, ProblemTypes.SettingsConflict, "That does not go together", complaint);

    public static IResult WhatsAppUnreachable(string message) =>
        Of(502, ProblemTypes.WhatsAppUnreachable, "No code from WhatsApp", message);

    public static IResult AlreadyLinked(string? self) => Of(
        409,
        ProblemTypes.AlreadyLinked,
        "A phone is linked already",
        self is null
            ? "Unlink it first if you want to link another one."
            : $"The number {self} is linked. Unlink it first if you want to link another one.");

    public static IResult GatewayUnreachable(string message) =>
        Of(502, ProblemTypes.GatewayUnreachable, "The gateway doesn't answer", message);

    /// <summary>The same, and says it in the header, too.</summary>
    public static IResult TooManyRequests(HttpResponse response, TimeSpan retryAfter)
    {
        response.Headers.RetryAfter = Seconds(retryAfter).ToString(CultureInfo.InvariantCulture);
        return TooManyRequests(retryAfter);
    }

    public static IResult AccountLocked() => Of(
        403,
        ProblemTypes.AccountLocked,
        "Your account is locked",
        "Whoever runs this server has locked your account. Ask them why, and what to do about it.");

    public static IResult AccountClosing() => Of(
        403,
        ProblemTypes.AccountClosing,
        "Your account is being deleted",
        "You asked for that, and it can't be undone. Sign up again when it is gone, in a few minutes.");

    public static ProblemException TooSlow() => new(Details(
        408, ProblemTypes.InvalidRequest, "Too slow", "The body came too slowly. Send the request again."));

    private static IResult TooManyRequests(TimeSpan retryAfter) => Of(
        429,
        ProblemTypes.TooManyRequests,
        "Too many attempts",
        $"Wait {Wait(retryAfter)}, then try again.",
        ("retryAfterSeconds", Seconds(retryAfter)));

    public static IResult Unavailable() => Of(
        503, ProblemTypes.Unavailable, "Not available right now", "The database can't be reached. Nothing was lost; try again in a moment.");

    public static IResult VaultAway() => Of(
        503,
        ProblemTypes.Unavailable,
        "Keys can't be kept right now",
        "The place that protects keys can't be reached. Nothing was changed; try again in a moment.");

    public static IResult IdempotencyMismatch() => Of(
        422,
        ProblemTypes.IdempotencyMismatch,
        "Key used before",
        "This Idempotency-Key was used with another body. Use a new key for a new request.");

    public static IResult RequestInProgress() => Of(
        409,
        ProblemTypes.RequestInProgress,
        "Still being answered",
        "A request with this Idempotency-Key is still going on. Send it again in a second to get its answer.");

    public static IResult Stopping() => Of(
        503, ProblemTypes.Unavailable, "Not available right now", "This server is being restarted. Try again in a moment.");

    public static IResult Internal(string traceId) => Of(
        500,
        ProblemTypes.Internal,
        "Something went wrong on our side",
        "It was recorded. Try again; if it fails again, tell the operator the trace number.",
        ("traceId", traceId));

    public static ProblemException MediaType() => new(Details(
        415, ProblemTypes.UnsupportedMediaType, "JSON, please", "Send the body as application/json."));

    public static ProblemException TooLarge(int limit) => new(Details(
        413, ProblemTypes.RequestTooLarge, "Too large", $"The body may have at most {limit / 1024} KiB."));

    public static ProblemException Malformed(string complaint) => new(Details(
        400, ProblemTypes.InvalidRequest, "The body can't be read", complaint));

    public static ProblemException InvalidField(string field, string complaint)
    {
        var details = Details(422, ProblemTypes.InvalidRequest, "Please check the input", complaint);
        details.Extensions["field"] = field;
        return new ProblemException(details);
    }

    private static IResult Of(int status, string type, string title, string detail, params (string Key, object Value)[] extensions)
    {
        var details = Details(status, type, title, detail);
        foreach (var (key, value) in extensions)
        {
            details.Extensions[key] = value;
        }

        return TypedResults.Problem(details);
    }

    private static ProblemDetails Details(int status, string type, string title, string detail) =>
        new() { Status = status, Type = type, Title = title, Detail = detail };

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(Math.Max(1, time.TotalSeconds));

    private static string Wait(TimeSpan time) => Seconds(time) switch
    {
        1 => "a second",
        < 120 and var seconds => $"{seconds} seconds",
        var seconds => $"{(seconds + 59) / 60} minutes",
    };
}

using System.Globalization;

namespace NcAspire.Web.Clients;

/// <summary>Why the API said no, or that it could not be asked.</summary>
/// <param name="Status">HTTP status; 503 when there was no answer.</param>
/// <param name="Type">One of <see cref="Contracts.ProblemTypes"/>.</param>
/// <param name="Detail">A sentence for people. Comes from another process: always shown as text.</param>
/// <param name="RetryAfter">How long to wait before trying again, when the API says so.</param>
public sealed record Problem(int Status, string Type, string Title, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>The detail, and how long to wait if that is known.</summary>
    public string Sentence => RetryAfter is { } wait ? $"{Detail} {Waiting(wait)}" : Detail;

    private static string Waiting(TimeSpan wait)
    {
        var (count, unit) = wait.TotalSeconds < 90
            ? (Math.Max(1, Math.Ceiling(wait.TotalSeconds)), "second")
            : (Math.Ceiling(wait.TotalMinutes), "minute");
        return string.Create(CultureInfo.InvariantCulture, $"Try again in {count:0} {unit}{(count == 1 ? "" : "s")}.");
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace NcAspire.Functions.Api;

/// <summary>Which part of a list a request asks for.</summary>
/// <param name="Cursor">What the page before gave; null for the first page.</param>
/// <param name="IsExport">All of it as lines of JSON, not a page.</param>
internal sealed record Page(string? Cursor, int Limit, bool IsExport)
{
    public const string CursorText = "The value of next in the page before.";
    public const string LimitText = "How many entries, from 1 to 200; 50 when left out.";
    public const string FormatText = "Say ndjson for all entries, one JSON object in each line.";

    private const int Usual = 50;
    private const int Most = 200;
    private const int LongestCursor = 64;

    /// <exception cref="ProblemException">422: a parameter has no such value.</exception>
    public static Page Of(HttpRequest request)
    {
        var limit = One(request, "limit");
        var number = Usual;
        if (limit is not null
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is >= 1 and <= Most))
        {
            throw Problems.InvalidField("limit", $"Ask for 1 to {Most} entries.");
        }

        var format = One(request, "format");
        if (format is not (null or "json" or "ndjson"))
        {
            throw Problems.InvalidField("format", "Say json or ndjson.");
        }

        var cursor = One(request, "cursor");
        return cursor is { Length: > LongestCursor } ? throw NoCursor() : new Page(cursor, number, format is "ndjson");
    }

    public static ProblemException NoCursor() => Problems.InvalidField("cursor", "Give what the page before said as next.");

    /// <summary>The one value of a parameter; null when it is not there.</summary>
    /// <exception cref="ProblemException">422: it is given twice.</exception>
    public static string? One(HttpRequest request, string name) => request.Query[name] switch
    {
        [] => null,
        [var value] => value,
        _ => throw Problems.InvalidField(name, $"Give {name} once."),
    };
}

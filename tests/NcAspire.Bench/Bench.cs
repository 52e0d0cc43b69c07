using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NcAspire.Bench;

/// <summary>
/// Takes the figures down as they come: one JSON line each on <paramref name="lines"/>, a sentence on <paramref name="screen"/>.
/// A figure over its limit makes the run fail at its end.
/// </summary>
internal sealed class Bench(TextWriter lines, TextWriter screen)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _missed;

    public bool IsGood => _missed is 0;

    public void Say(string sentence) => screen.WriteLine(sentence);

    /// <summary>A figure beside its floor.</summary>
    /// <param name="name">For programs, as <c>docker.create</c>.</param>
    /// <param name="what">For people.</param>
    /// <param name="unit">Of both figures.</param>
    /// <param name="floor">What it costs without us.</param>
    /// <param name="ours">What it costs with us.</param>
    /// <param name="limit">The largest good ratio.</param>
    public void Compare(string name, string what, string unit, double floor, double ours, double limit)
    {
        var ratio = ours / floor;
        var isGood = ratio <= limit;
        Take(new Figure(name, ours, unit, floor, ratio, limit, isGood));
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: floor {floor:0.0} {unit}, ours {ours:0.0} {unit}, ratio {ratio:0.00} (limit {limit:0.0}{Verdict(isGood)})"));
    }

    /// <summary>A figure that has no floor.</summary>
    /// <param name="name">For programs.</param>
    /// <param name="what">For people.</param>
    /// <param name="unit">Of figure and limit.</param>
    /// <param name="value">What was measured.</param>
    /// <param name="limit">The largest good value.</param>
    public void AtMost(string name, string what, string unit, double value, double limit)
    {
        var isGood = value <= limit;
        Take(new Figure(name, value, unit, null, null, limit, isGood));
        Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:0.##} {unit} (limit {limit:0.##}{Verdict(isGood)})"));
    }

    private static string Verdict(bool isGood) => isGood ? "" : ", MISSED";

    private void Take(Figure figure)
    {
        _missed += figure.Ok ? 0 : 1;
        lines.WriteLine(JsonSerializer.Serialize(figure, _json));
    }

    private sealed record Figure(string Name, double Value, string Unit, double? Floor, double? Ratio, double Limit, bool Ok);
}

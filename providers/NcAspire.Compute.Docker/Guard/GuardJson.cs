using System.Text.Encodings.Web;
using System.Text.Json;

namespace NcAspire.Compute.Docker.Guard;

internal static class GuardJson
{
    /// <summary>Quotes stay short: files are JSON inside JSON, and no page of HTML ever shows it.</summary>
    public static readonly JsonSerializerOptions Wire =
        new(GuardJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

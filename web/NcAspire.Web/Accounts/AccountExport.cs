using System.Text.Encodings.Web;
using System.Text.Json;
using NcAspire.Web.Clients;

namespace NcAspire.Web.Accounts;

/// <summary>GET /account/export: one's data as a file.</summary>
internal static class AccountExport
{
    public const string Path = "/account/export";

    // For people, who open it in an editor: it is no part of a page.
    private static readonly JsonSerializerOptions _readable =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapAccountExport(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, ExportAsync).RequireAuthorization();

    private static async Task<IResult> ExportAsync(NcAspireClient api, CancellationToken cancellationToken) =>
        (await api.ExportAsync(cancellationToken)).IsOk(out var export, out _)
            ? TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(export, _readable), "application/json", "ncaspire-account.json")
            : TypedResults.LocalRedirect("/account?done=not-exported");
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace NcAspire.Bench.Api;

/// <summary>
/// The floor of a list: Kestrel, one route, and the query of the real one, whose columns are written as they come. Nobody is asked who he is,
/// and no type stands between database and JSON.
/// </summary>
internal static class BareApi
{
    /// <param name="address">Where it listens.</param>
    /// <param name="database">Its connection string.</param>
    /// <param name="sql">The query, with the parameters @TokenHash.</param>
    /// <param name="tokenHash">The only caller's.</param>
    public static async Task RunAsync(Uri address, string database, string sql, byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapGet("/instances", async http =>
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.AddWithValue("TokenHash", tokenHash);
            await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
            http.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
            json.WriteStartArray();
            do
            {
                while (await reader.ReadAsync(http.RequestAborted))
                {
                    Write(json, reader);
                }
            }
            while (await reader.NextResultAsync(http.RequestAborted));

            json.WriteEndArray();
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        json.WriteStartObject();
        for (var column = 0; column < row.FieldCount; column++)
        {
            json.WritePropertyName(row.GetName(column));
            JsonSerializer.Serialize(json, row.IsDBNull(column) ? null : row.GetValue(column));
        }

        json.WriteEndObject();
    }
}

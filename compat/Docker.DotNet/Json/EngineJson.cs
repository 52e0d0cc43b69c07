#nullable enable
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Docker.DotNet;

/// <summary>
/// The engine's JSON: its own spelling of every key; what is null, false or 0 is left out; keys that no model has are skipped.
/// </summary>
internal static class EngineJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters =
        {
            new NullAsDefaultConverter<bool>(JsonMetadataServices.BooleanConverter),
            new NullAsDefaultConverter<long>(JsonMetadataServices.Int64Converter),
            new NullAsDefaultConverter<ulong>(JsonMetadataServices.UInt64Converter),
            new NullAsDefaultConverter<uint>(JsonMetadataServices.UInt32Converter),
            new NullAsDefaultConverter<ushort>(JsonMetadataServices.UInt16Converter),
            new NullAsDefaultConverter<DateTime>(JsonMetadataServices.DateTimeConverter),
        },
    };

    public static HttpContent Content(object body) =>
        new ByteArrayContent(Write(body))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };

    public static byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _options);

    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, _options);

    public static ValueTask<T?> ReadAsync<T>(Stream json, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsync<T>(json, _options, cancellationToken);

    /// <summary>One object after the other, each as soon as it is there, with anything blank between them.</summary>
    public static IAsyncEnumerable<T?> ReadManyAsync<T>(Stream json, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsyncEnumerable<T>(json, topLevelValues: true, _options, cancellationToken);
}

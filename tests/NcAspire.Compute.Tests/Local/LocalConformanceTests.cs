using System.Text.Json;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Local;

public sealed class LocalConformanceTests : ComputeProviderConformance, IClassFixture<LocalBackend>
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly LocalBackend _backend;

    public LocalConformanceTests(LocalBackend backend)
    {
        _backend = backend;
        Other = backend.NewProvider();
    }

    protected override IComputeProvider Provider => _backend.Provider;

    protected override IComputeProvider Other { get; }

    protected override SeedFile Follow(GatewayScript script) =>
        new("fake-gateway.json", JsonSerializer.Serialize(script, JsonSerializerOptions.Web));

    protected override async Task<StoredFile> ReadAsync(string volume, string path)
    {
        var file = _backend.StateFile(volume, path);
        return new StoredFile(
            await File.ReadAllTextAsync(file, Ct), File.GetUnixFileMode(file), File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    protected override Task MakeForeignVolumeAsync(string volume)
    {
        Directory.CreateDirectory(_backend.StateFile(volume, ""));
        return Task.CompletedTask;
    }

    protected override async Task<bool> AnswersAsync(GatewayEndpoint endpoint)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(endpoint.BaseAddress, "/healthz"), Ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

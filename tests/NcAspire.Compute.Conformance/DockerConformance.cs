using System.Globalization;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Conformance;

/// <summary>The conformance of what runs containers of <see cref="DockerBackend"/>, whatever stands before its engine.</summary>
public abstract class DockerConformance(DockerBackend backend) : ComputeProviderConformance, IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    protected DockerBackend Backend => backend;

    public virtual ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override SeedFile Follow(GatewayScript script) => DockerBackend.Follow(script);

    protected override async Task<StoredFile> ReadAsync(string volume, string path)
    {
        var file = $"/data/.openclaw/{path}";
        var lines = (await backend.OnVolumeAsync(volume, $"set -e; stat -c '%a %u:%g' {file} $(dirname {file}); cat {file}")).Split('\n', 3);
        Assert.EndsWith(" 1000:1000", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" 1000:1000", lines[1], StringComparison.Ordinal);
        return new StoredFile(lines[2], Mode(lines[0]), Mode(lines[1]));
    }

    protected override Task MakeForeignVolumeAsync(string volume) => backend.MakeForeignVolumeAsync(volume);

    protected override async Task<bool> AnswersAsync(GatewayEndpoint endpoint)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(endpoint.BaseAddress, "/healthz"), Ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static UnixFileMode Mode(string stat) =>
        (UnixFileMode)Convert.ToInt32(stat.Split(' ')[0], 8);
}

using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace NcAspire.Bench.Docker;

/// <summary>The Engine API without anything in between: the floor that everything else is compared to.</summary>
internal sealed class RawEngine : IDisposable
{
    private readonly HttpClient _http;

    public RawEngine(string socket) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://docker/v1.41/"),
    };

    /// <summary>Volume, container, archive, start: what a new instance needs at least, with the same profile as ours.</summary>
    public async Task CreateAsync(string name, string image, string network, string label, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, "volumes/create", new { Name = name, Labels = Labels(label) }, cancellationToken);
        await SendAsync(HttpMethod.Post, $"containers/create?name={name}", Body(name, image, network, label), cancellationToken);
        using (var archive = new ByteArrayContent(Archive()))
        {
            using var answer = await _http.PutAsync(Address($"containers/{name}/archive?path=/data"), archive, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await SendAsync(HttpMethod.Post, $"containers/{name}/start", null, cancellationToken);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await DeleteAsync($"containers/{name}?force=true", cancellationToken);
        await DeleteAsync($"volumes/{name}", cancellationToken);
    }

    /// <summary>Containers with this label, running or not: name and since when it runs (null when it does not).</summary>
    public async Task<IReadOnlyList<(string Name, DateTimeOffset? StartedAt)>> ContainersAsync(
        string label, CancellationToken cancellationToken)
    {
        var found = new List<(string, DateTimeOffset?)>();
        foreach (var item in (await ListAsync("containers/json?all=true&", label, cancellationToken)).EnumerateArray())
        {
            var name = item.GetProperty("Names")[0].GetString() ?? "";
            using var answer = await _http.GetAsync(Address($"containers{name}/json"), cancellationToken);

            // Removed since it was listed.
            if (answer.StatusCode is HttpStatusCode.NotFound)
            {
                continue;
            }

            answer.EnsureSuccessStatusCode();
            var state = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("State");
            found.Add((name, state.GetProperty("Running").GetBoolean() ? state.GetProperty("StartedAt").GetDateTimeOffset() : null));
        }

        return found;
    }

    public async Task<int> CountContainersAsync(string label, CancellationToken cancellationToken) =>
        (await ListAsync("containers/json?all=true&", label, cancellationToken)).GetArrayLength();

    public async Task<int> CountVolumesAsync(string label, CancellationToken cancellationToken) =>
        (await ListAsync("volumes?", label, cancellationToken)).GetProperty("Volumes") is { ValueKind: JsonValueKind.Array } volumes
            ? volumes.GetArrayLength()
            : 0;

    public void Dispose() => _http.Dispose();

    private static Dictionary<string, string> Labels(string label) => new() { [label.Split('=')[0]] = label.Split('=')[1] };

    private static object Body(string name, string image, string network, string label) => new
    {
        Image = image,
        Hostname = "gateway",
        User = "1000:1000",
        Env = (string[])["HOME=/data", "OPENCLAW_STATE_DIR=/data/.openclaw"],
        Labels = Labels(label),
        HostConfig = new
        {
            NetworkMode = network,
            ReadonlyRootfs = true,
            CapDrop = (string[])["ALL"],
            SecurityOpt = (string[])["no-new-privileges"],
            PidsLimit = 256,
            Memory = 1536L << 20,
            MemorySwap = 1536L << 20,
            NanoCpus = 1_000_000_000L,
            Init = true,
            Tmpfs = new Dictionary<string, string> { ["/tmp"] = "rw,nosuid,nodev,size=256m,mode=1777" },
            Mounts = (object[])[new { Type = "volume", Source = name, Target = "/data" }],
            RestartPolicy = new { Name = "on-failure", MaximumRetryCount = 5 },
            LogConfig = new { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" } },
        },
    };

    private static byte[] Archive()
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("""{"gateway":{"mode":"local"}}"""));
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "openclaw.json") { DataStream = content, Uid = 1000, Gid = 1000 });
        }

        return buffer.ToArray();
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private Task<JsonElement> ListAsync(string path, string label, CancellationToken cancellationToken)
    {
        var filters = Uri.EscapeDataString(JsonSerializer.Serialize(new { label = (string[])[label] }));
        return _http.GetFromJsonAsync<JsonElement>(Address($"{path}filters={filters}"), cancellationToken);
    }

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Address(path));

        // The engine takes the names as they are: "Image", not "image".
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.DeleteAsync(Address(path), cancellationToken);
        if (answer.StatusCode is not HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }
}

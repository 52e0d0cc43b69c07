using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>A guard in this process, listening for real, and callers of it.</summary>
internal sealed class TestGuard : IAsyncDisposable
{
    public const string Image = "ncaspire-gateway:test";
    public const string OlderImage = "ncaspire-gateway:older";

    private readonly WebApplication _app;
    private readonly List<IHost> _callers = [];
    private readonly string _folder;

    private TestGuard(WebApplication app, LogLines log, string folder) => (_app, Log, _folder) = (app, log, folder);

    public LogLines Log { get; }

    /// <summary>As a caller configures it.</summary>
    public string Address { get; private set; } = "";

    public string TokenPath => Path.Combine(_folder, "token");

    public string Token => File.ReadAllText(TokenPath).Trim();

    /// <summary>The provider as another process would have it.</summary>
    public IComputeProvider Provider { get; private set; } = new FakeCompute();

    /// <param name="addEngine">Registers the provider that the guard stands before.</param>
    /// <param name="isSocket">Listens on a unix socket.</param>
    /// <param name="settings">On top of the usual ones.</param>
    public static async Task<TestGuard> StartAsync(
        Action<WebApplicationBuilder> addEngine, bool isSocket = false, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("ncaspire-guard-").FullName;
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, $"{Guid.NewGuid():N}{Guid.NewGuid():N}\n");
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var socket = $"unix://{Path.Combine(folder, "guard.sock")}";

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Guard:Address"] = isSocket ? socket : "http://127.0.0.1:0",
            ["Guard:TokenPath"] = token,
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Docker:Image"] = Image,
            ["Docker:OlderImages:0"] = OlderImage,
        });
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log);
        addEngine(builder);

        var guard = new TestGuard(builder.BuildGuard(), log, folder);
        await guard._app.StartAsync();
        guard.Address = isSocket ? socket : guard.BoundAddress;
        guard.Provider = guard.NewCaller(image: builder.Configuration["Docker:Image"] ?? Image);
        return guard;
    }

    public static Task<TestGuard> StartAsync(
        IComputeProvider engine, bool isSocket = false, params (string Name, string Value)[] settings) =>
        StartAsync(builder => builder.AddEngine(engine), isSocket, settings);

    /// <summary>The guard that comes after another one, at the same address and with the same token.</summary>
    public static Task<TestGuard> StartAsync(IComputeProvider engine, TestGuard before) => StartAsync(
        engine, isSocket: true, ("Guard:Address", before.Address), ("Guard:TokenPath", before.TokenPath));

    /// <summary>A further provider, with connections of its own.</summary>
    public IComputeProvider NewCaller(string? address = null, string? tokenPath = null, string image = Image, TimeProvider? clock = null)
    {
        var caller = Caller.Host(address ?? Address, tokenPath ?? TokenPath, image, clock);
        _callers.Add(caller);
        return caller.Services.GetRequiredService<IComputeProvider>();
    }

    /// <summary>Speaks HTTP to the guard, with the token unless told otherwise.</summary>
    public HttpClient NewHttp(string? token = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (Address.StartsWith("unix:", StringComparison.Ordinal))
        {
            handler.ConnectCallback = async (_, cancellationToken) => await ConnectAsync(cancellationToken);
        }

        return new HttpClient(handler)
        {
            BaseAddress = new Uri(Address.StartsWith("unix:", StringComparison.Ordinal) ? "http://localhost" : Address),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token) },
        };
    }

    /// <summary>Sends bytes as they are and returns all that comes back until the guard closes or pauses for long.</summary>
    public async Task<string> SendRawAsync(string request, CancellationToken cancellationToken)
    {
        await using var stream = await ConnectAsync(cancellationToken);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        var answer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, cancellationToken);
        return Encoding.Latin1.GetString(answer, 0, length);
    }

    public async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var isSocket = Address.StartsWith("unix:", StringComparison.Ordinal);
        var socket = new Socket(
            isSocket ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, isSocket ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (isSocket)
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Address["unix://".Length..]), cancellationToken);
        }
        else
        {
            await socket.ConnectAsync("127.0.0.1", new Uri(Address).Port, cancellationToken);
        }

        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Asks the guard to end, as SIGTERM does, and waits until it has.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _callers.ForEach(caller => caller.Dispose());
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string BoundAddress => Assert.Single(
        _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses);
}

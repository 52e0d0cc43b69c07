using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NcAspire.Compat.Aspire.Sample;
using NcAspire.Testing;

namespace NcAspire.Compat.Aspire.Tests;

/// <summary>The sample's application host as a process of its own, on free ports and in its own data folder.</summary>
public sealed partial class SampleApp : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _host;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClientHandler _handler = new() { CookieContainer = new CookieContainer(), AllowAutoRedirect = false };

    private SampleApp(string dataFolder, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(SampleHost).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NC_POSTGRES_HOME"] = Toolchain.PostgresHome;
        start.Environment["SAMPLE_DATA"] = dataFolder;
        start.Environment["ASPNETCORE_URLS"] = "http://localhost:0";

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        Http = new HttpClient(_handler);
        _host = new Process { StartInfo = start };
        _host.OutputDataReceived += (_, line) => Take(line.Data);
        _host.ErrorDataReceived += (_, line) => Take(line.Data);
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
    }

    /// <summary>Keeps cookies and follows no redirects.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _host.Id;

    /// <summary>What the person at the terminal has read so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public Uri Web => Address(ReadyLine());

    public Uri DashboardLogin => Address(DashboardLine());

    /// <summary>A folder that the server's uid can reach, unlike a private temporary one.</summary>
    public static DirectoryInfo NewDataFolder()
    {
        var folder = Directory.CreateTempSubdirectory("nc-stack-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        return folder;
    }

    public static SampleApp Start(DirectoryInfo dataFolder, params (string Name, string Value)[] variables) =>
        new(Path.Combine(dataFolder.FullName, "postgres"), variables.ToDictionary(entry => entry.Name, entry => entry.Value));

    public static async Task<SampleApp> StartReadyAsync(
        DirectoryInfo dataFolder, CancellationToken cancellationToken, params (string Name, string Value)[] variables)
    {
        var stack = Start(dataFolder, variables);
        await stack.ReadyAsync(cancellationToken);
        return stack;
    }

    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var exit = _host.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(_ready.Task, exit).WaitAsync(_patience, cancellationToken);
        Assert.True(first == _ready.Task, $"The stack ended before it was ready:\n{string.Join('\n', Lines)}");
    }

    /// <summary>Where functions listens, as web was told.</summary>
    public async Task<Uri> FunctionsAsync(CancellationToken cancellationToken) =>
        new(await Http.GetStringAsync(new Uri(Web, "/environment/FUNCTIONS_HTTP"), cancellationToken));

    /// <summary>Asks to stop, as Ctrl-C does, and waits for the end.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Processes.Signal(_host.Id, SigTerm);
        return ExitCodeAsync(cancellationToken);
    }

    public async Task<int> ExitCodeAsync(CancellationToken cancellationToken)
    {
        await _host.WaitForExitAsync(cancellationToken).WaitAsync(_patience, cancellationToken);
        return _host.ExitCode;
    }

    /// <summary>As `kill -9` does: only this process, which cannot do anything about it.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _host.Kill();
        await _host.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_host.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        Http.Dispose();
        _handler.Dispose();
        _host.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);

        if (ReadyLine().IsMatch(line))
        {
            _ready.TrySetResult();
        }
    }

    private Uri Address(Regex line) =>
        new(Lines.Select(text => line.Match(text)).Single(match => match.Success).Groups["url"].Value);

    [GeneratedRegex(@" is ready: (?<url>http\S+)$")]
    public static partial Regex ReadyLine();

    [GeneratedRegex(@"^Dashboard: (?<url>http\S+)$")]
    private static partial Regex DashboardLine();
}

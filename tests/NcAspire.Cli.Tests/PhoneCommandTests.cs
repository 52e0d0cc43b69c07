using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace NcAspire.Cli.Tests;

/// <summary><c>./nc scan</c> and <c>./nc say</c> where there is nothing to scan or to say anything to; the gateway is a double.</summary>
public sealed class PhoneCommandTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly HttpListener _gateway = new();
    private readonly Dictionary<string, (int Status, object Body)> _answers = [];

    public PhoneCommandTests()
    {
        var port = NcAspire.Testing.LoopbackPort.Free();
        var machine = Directory.CreateDirectory(Path.Combine(_scratch.Data, "local", "machines", "one")).FullName;
        File.WriteAllText(Path.Combine(machine, "machine.json"), """{"slug":"first"}""");
        File.WriteAllText(Path.Combine(machine, "port"), port.ToString(CultureInfo.InvariantCulture));
        _gateway.Prefixes.Add($"http://127.0.0.1:{port}/");
        _gateway.Start();
        _ = ServeAsync();
    }

    public void Dispose()
    {
        _gateway.Close();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_scan_of_a_code_says_so()
    {
        _answers["/wa-sim/scan"] = (200, new { ok = true, scanned = 1 });

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "scan", "first");

        Assert.Equal((0, "The phone has scanned the code of first.\n"), (exitCode, error));
    }

    [Fact]
    public async Task Without_a_code_nothing_is_scanned()
    {
        _answers["/wa-sim/scan"] = (200, new { ok = true, scanned = 0 });

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "scan", "first");

        Assert.Equal(1, exitCode);
        Assert.Contains("first shows no code to scan", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "first does not run yet")]
    [InlineData(200, "has no simulator")]
    public async Task What_is_not_there_yet_is_told_from_what_never_will_be(int ready, string sentence)
    {
        _answers["/readyz"] = (ready, new { ready = ready is 200 });

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "say", "first", "Hello");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private async Task ServeAsync()
    {
        while (_gateway.IsListening)
        {
            try
            {
                var context = await _gateway.GetContextAsync();
                var (status, body) = _answers.GetValueOrDefault(context.Request.Url?.AbsolutePath ?? "", (404, new { }));
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body)));
                context.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}

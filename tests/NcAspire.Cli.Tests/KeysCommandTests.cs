using System.Net;
using System.Text;
using System.Text.Json;

namespace NcAspire.Cli.Tests;

public sealed class KeysCommandTests : IDisposable
{
    private const string Token = "token-of-the-operators";

    private readonly ScratchFolder _scratch = new();
    private readonly HttpListener _service = new();
    private readonly Queue<(int Status, object Body)> _answers = [];
    private readonly List<string> _requests = [];
    private readonly string _address = $"http://127.0.0.1:{NcAspire.Testing.LoopbackPort.Free()}/";

    public KeysCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Data, "ops"));
        File.WriteAllText(Path.Combine(_scratch.Data, "ops", "token"), $"{Token}\n");
        _service.Prefixes.Add(_address);
        _service.Start();
    }

    public void Dispose()
    {
        _service.Close();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_new_key_is_32_bytes_on_standard_output_and_never_the_same()
    {
        var first = await CommandLine.RunAsync(_scratch, "keys", "new");
        var second = await CommandLine.RunAsync(_scratch, "keys", "new");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal(32, Convert.FromBase64String(first.Output.TrimEnd('\n')).Length);
        Assert.NotEqual(first.Output, second.Output);
    }

    [Fact]
    public async Task Rotation_goes_on_until_none_is_left()
    {
        Answer(200, new { current = "kv-2", total = 1200, left = 700, rewrapped = 500, unreadable = 0 });
        Answer(200, new { current = "kv-2", total = 1200, left = 200, rewrapped = 500, unreadable = 0 });
        Answer(200, new { current = "kv-2", total = 1200, left = 0, rewrapped = 200, unreadable = 0 });

        var (exitCode, output, error) = await RunAsync("rotate");

        Assert.Equal((0, ""), (exitCode, output));
        Assert.Equal(Enumerable.Repeat($"POST /api/ops/keys/rotate Bearer {Token}", 3), _requests);
        Assert.Equal(
            """
            Wrapping keys anew: 500 of 1200
            Wrapping keys anew: 1000 of 1200
            Wrapping keys anew: 1200 of 1200
            All 1200 secrets are wrapped with kv-2. The earlier keys are not needed any more.

            """,
            error);
    }

    [Theory]
    [InlineData(3, "3 of 9 secrets could not be opened and stay as they are; the log of functions says why. Keep the earlier keys.")]
    [InlineData(0, "3 of 9 secrets are being written right now; run the command again.")]
    public async Task What_cannot_be_done_ends_it_with_the_reason(int unreadable, string reason)
    {
        Answer(200, new { current = "kv-2", total = 9, left = 3, rewrapped = 6, unreadable });
        Answer(200, new { current = "kv-2", total = 9, left = 3, rewrapped = 0, unreadable });

        var (exitCode, _, error) = await RunAsync("rotate");

        Assert.Equal(1, exitCode);
        Assert.EndsWith($"{reason}\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_names_each_key_and_what_it_protects()
    {
        Answer(200, new { items = new[] { new { id = "kv-1", current = false, secrets = 4 }, new { id = "kv-2", current = true, secrets = 5 } } });

        var (exitCode, output, _) = await RunAsync("status");

        Assert.Equal((0, "kv-1  4\nkv-2  5  current\n"), (exitCode, output));
        Assert.Equal([$"GET /api/ops/keys Bearer {Token}"], _requests);
    }

    [Theory]
    [InlineData(401, "doesn't know the token")]
    [InlineData(404, "Ops:TokenHash is not set")]
    [InlineData(503, "try again in a moment")]
    [InlineData(500, "answered 500")]
    public async Task A_refusal_is_one_sentence(int status, string sentence)
    {
        Answer(status, new { });

        var (exitCode, _, error) = await RunAsync("rotate");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, error, StringComparison.Ordinal);
    }

    private void Answer(int status, object body) => _answers.Enqueue((status, body));

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string command)
    {
        var serving = ServeAsync(_answers.Count);
        var result = await CommandLine.RunAsync(_scratch, "keys", command, "--api", _address);
        if (_answers.Count is 0)
        {
            await serving;
        }

        return result;
    }

    private async Task ServeAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var context = await _service.GetContextAsync();
            _requests.Add($"{context.Request.HttpMethod} {context.Request.Url?.AbsolutePath} {context.Request.Headers["Authorization"]}");
            var (status, body) = _answers.Dequeue();
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body)), TestContext.Current.CancellationToken);
            context.Response.Close();
        }
    }
}

using System.Net;
using System.Text;

namespace NcAspire.Cli.Tests;

public sealed class AuditCommandTests
{
    private const string Whole =
        """{"isWhole":true,"checked":42,"sequence":42,"hash":"9c56","fault":null,"firstBad":null,"message":"All 42 entries are as they were written."}""";

    [Fact]
    public async Task A_whole_log_is_said_to_be_with_its_end()
    {
        var (code, said, seen) = await VerifyAsync(200, Whole);

        Assert.Equal(0, code);
        Assert.Contains("All 42 entries are as they were written.", said, StringComparison.Ordinal);
        Assert.Contains("42 with the hash 9c56", said, StringComparison.Ordinal);
        Assert.Equal("GET /api/ops/audit/verify Bearer canary-of-operators", seen);
        Assert.DoesNotContain("canary", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_not_whole_is_an_exit_code_of_its_own()
    {
        var (code, said, _) = await VerifyAsync(
            200,
            """{"isWhole":false,"checked":4,"sequence":42,"hash":"9c56","fault":"missing","firstBad":5,"message":"Entry 5 is missing."}""");

        Assert.Equal(3, code);
        Assert.Contains("Entry 5 is missing.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "doesn't know the token")]
    [InlineData(404, "", "no part for operators")]
    [InlineData(500, "", "answered 500")]
    [InlineData(200, "<html>", "no API of NcAspire")]
    [InlineData(200, "[]", "no API of NcAspire")]
    [InlineData(200, "{}", "no API of NcAspire")]
    public async Task Any_other_answer_is_a_sentence(int status, string body, string sentence)
    {
        var (code, said, _) = await VerifyAsync(status, body);

        Assert.Equal(1, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_or_without_an_answer_it_says_what_to_do()
    {
        using var scratch = new ScratchFolder();
        var nobody = $"http://127.0.0.1:{Machine.FreePort()}";

        var withoutToken = await CommandLine.RunAsync(scratch, "audit", "verify", "--api", nobody);
        var file = Path.Combine(scratch.Data, "token");
        Directory.CreateDirectory(scratch.Data);
        await File.WriteAllTextAsync(file, "token\n", TestContext.Current.CancellationToken);
        var withoutAnswer = await CommandLine.RunAsync(scratch, "audit", "verify", "--api", nobody, "--token-file", file);
        var noAddress = await CommandLine.RunAsync(scratch, "audit", "verify", "--api", "here", "--token-file", file);

        Assert.Equal((1, 1, 1), (withoutToken.ExitCode, withoutAnswer.ExitCode, noAddress.ExitCode));
        Assert.Contains("--token-file", withoutToken.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing answers", withoutAnswer.Error, StringComparison.Ordinal);
        Assert.Contains("--api takes", noAddress.Error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said, string Seen)> VerifyAsync(int status, string body)
    {
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(scratch.Data, "ops"));
        await File.WriteAllTextAsync(
            Path.Combine(scratch.Data, "ops", "token"), "canary-of-operators", TestContext.Current.CancellationToken);
        var address = $"http://127.0.0.1:{Machine.FreePort()}";
        using var listener = new HttpListener { Prefixes = { $"{address}/" } };
        listener.Start();

        var running = CommandLine.RunAsync(scratch, "audit", "verify", "--api", address);
        var context = await listener.GetContextAsync();
        var seen = $"{context.Request.HttpMethod} {context.Request.RawUrl} {context.Request.Headers["Authorization"]}";
        context.Response.StatusCode = status;
        context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
        var (code, output, error) = await running;
        return (code, output + error, seen);
    }
}

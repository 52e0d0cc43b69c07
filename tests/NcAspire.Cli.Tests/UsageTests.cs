namespace NcAspire.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("--whatsapp takes sim or real, not telegram.", "up", "--whatsapp", "telegram")]
    [InlineData("--provider takes local or docker, not fly.", "up", "--provider", "fly")]
    [InlineData("--web-port takes a port from 1 to 65535, not 70000.", "up", "--web-port", "70000")]
    [InlineData("--dashboard-port takes a port from 1 to 65535, not http.", "up", "--dashboard-port", "http")]
    [InlineData("Unrecognized command or argument '--colour'.", "up", "--colour")]
    [InlineData("Required command was not provided.")]
    public async Task Wrong_use_is_told_in_one_sentence_and_ends_with_2(string sentence, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_scratch, arguments);

        Assert.Equal(2, exitCode);
        Assert.Equal($"{sentence}\nSee ./nc --help.\n", error);
        Assert.Empty(output);
        Assert.False(Directory.Exists(_scratch.Data));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("0")]
    [InlineData("70000")]
    public async Task A_port_variable_that_is_no_port_is_wrong_use(string value)
    {
        await using var up = CommandLine.StartWith(_scratch, [("NC_WEB_PORT", value)], "up");

        var (exitCode, _, error) = await up.EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Equal($"NC_WEB_PORT takes a port from 1 to 65535, not {value}.\nSee ./nc --help.\n", error);
    }

    [Fact]
    public async Task Help_names_the_commands_as_they_are_typed()
    {
        var (exitCode, output, _) = await CommandLine.RunAsync(_scratch, "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("nc [command]", output, StringComparison.Ordinal);
        Assert.All(["up", "test", "doctor", "fetch", "image", "audit"], name => Assert.Contains($"\n  {name} ", output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_test_project_is_answered_with_those_there_are()
    {
        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "test", "--project", "Nothing");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("There is no test project Nothing; there are ", error, StringComparison.Ordinal);
        Assert.Contains("NcAspire.Cli.Tests", error, StringComparison.Ordinal);
        Assert.DoesNotContain("NcAspire.Testing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_judges_every_line_it_prints()
    {
        var (_, output, _) = await CommandLine.RunAsync(_scratch, "doctor");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches("^(ok|note|problem) +", line));
        Assert.Contains(lines, line => line.StartsWith("note     tools", StringComparison.Ordinal));
    }
}

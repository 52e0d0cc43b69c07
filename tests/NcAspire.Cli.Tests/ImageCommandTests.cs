namespace NcAspire.Cli.Tests;

/// <summary><c>./nc image</c> with a docker that only says what the test wants.</summary>
public sealed class ImageCommandTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_engine_that_does_not_answer_is_one_sentence()
    {
        _scratch.Program("docker", """
            if [ "$1" = --version ]; then echo "Docker version 28.2.2"; exit; fi
            echo "Cannot connect to the Docker daemon at $DOCKER_HOST." >&2
            exit 1
            """);

        var (exitCode, output, error) = await CommandLine.RunAsync(_scratch, "image", "--engine", "unix:///nowhere.sock");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            "No Docker engine answers at unix:///nowhere.sock (Cannot connect to the Docker daemon at unix:///nowhere.sock.); "
            + "start it, or name another by --engine or DOCKER_HOST.\n",
            error);
    }

    [Fact]
    public async Task A_machine_without_docker_is_told_what_to_install()
    {
        _scratch.Program("docker", "exit 127");

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "image");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Docker is missing; install it", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_that_are_not_there_are_told_before_anything_is_built()
    {
        _scratch.Program("docker", "echo called >&2; exit 1");

        var (exitCode, _, error) = await CommandLine.RunAsync(_scratch, "image", "--ca", "nowhere.crt");

        Assert.Equal((1, "There is no file nowhere.crt for --ca.\n"), (exitCode, error));
    }
}

namespace NcAspire.Cli.Tests;

/// <summary><c>./nc doctor</c> with a docker that only says what the test wants.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_machine_without_docker_is_well_and_told_what_would_bring_it()
    {
        _scratch.Program("docker", "exit 127");

        Assert.Equal(
            ["note     Docker         only ./nc up --provider docker needs it: `apt-get install docker.io`"], await DockerLinesAsync());
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_a_note_with_its_own_words()
    {
        _scratch.Program("docker", """
            if [ "$1" = --version ]; then echo "Docker version 28.2.2"; exit; fi
            echo "Cannot connect to the Docker daemon." >&2
            exit 1
            """);

        Assert.Equal(
            [
                "note     Docker         no engine answers (Cannot connect to the Docker daemon.); only ./nc up --provider docker needs one, "
                + "DOCKER_HOST names another",
            ],
            await DockerLinesAsync());
    }

    [Fact]
    public async Task An_old_engine_with_somebody_else_s_network_and_machines_is_told_line_by_line()
    {
        _scratch.Program("docker", """
            case "$1 $2 $3" in
                --version*) echo "Docker version 19.03.5" ;;
                "version --format {{.Server.Version}}") echo 19.03.5 ;;
                "version --format {{.Server.APIVersion}}") echo 1.40 ;;
                info*) echo '{"ServerVersion":"19.03.5","MemTotal":8589934592,"DockerRootDir":"/nowhere"}' ;;
                "network inspect"*) echo "bridge true nc-internal 5f0c2ad1e7b9" ;;
                "image inspect"*) echo "Error: No such image: $3" >&2; exit 1 ;;
                ps*) printf '0a1b\n2c3d\n4e5f\n' ;;
                inspect*) printf '1610612736\n1610612736\n'; echo "Error: No such object: 4e5f" >&2; exit 1 ;;
                *) echo "unexpected: $*" >&2; exit 9 ;;
            esac
            """);

        var lines = await DockerLinesAsync();

        Assert.Equal("problem  Docker         19.03.5, API 1.40, cgroup v?; NcAspire needs API 1.41 (Docker 20.10) or newer", lines[0]);
        Assert.StartsWith("problem  network        nc-internal was made by somebody else", lines[1], StringComparison.Ordinal);
        Assert.Matches(@"\A(ok|note) +firewall ", lines[2]);
        Assert.Matches(@"\Anote     image          \S+ is not there yet: `./nc image`\z", lines[3]);
        Assert.Matches(@"\Aok       room           2 instances run, 2 more fit \(8192 MiB of memory, \d+ free\); its disk can't be seen\z", lines[4]);
        Assert.Equal(5, lines.Count);
    }

    // Docker comes last.
    private async Task<IReadOnlyList<string>> DockerLinesAsync()
    {
        var (_, output, error) = await CommandLine.RunAsync(_scratch, "doctor");
        Assert.Empty(error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => !line.Contains(" Docker ", StringComparison.Ordinal))];
    }
}

using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>Files of a machine's state volume, reached through the machine, whether it runs or not.</summary>
internal sealed class StateFiles(Engine engine, DockerCommands commands, TimeProvider clock)
{
    private const string State = ".openclaw";
    private const string Staging = ".seed";
    private const string ExitCodeFile = $"{MachineProfile.Home}/.exit-code";

    // Starting again would not help; what the image's entrypoint writes down before it ends with 0.
    private const int ConfigRefused = 78;

    // Moves what is staged to its places, each in one step. It runs as the gateway's user, who may do no more than before.
    private const string Unstage =
        $$"""
        set -eu
        umask 077
        for file do
          case $file in */*) mkdir -p -- "{{MachineProfile.StateDirectory}}/${file%/*}" ;; esac
          mv -fT -- "{{MachineProfile.Home}}/{{Staging}}/$file" "{{MachineProfile.StateDirectory}}/$file"
        done
        rm -rf -- "{{MachineProfile.Home}}/{{Staging}}"
        """;

    private static readonly TimeSpan _moveLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The engine unpacks an archive by removing a file and writing it anew. Where nothing runs nobody sees that, and a caller whose
    /// call broke off repeats it before he starts the machine. Into a running one the files come under other names first, and then
    /// each takes its place in one step.
    /// </summary>
    public async Task SeedAsync(ContainerInspectResponse machine, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken)
    {
        if (!machine.State.Running || !await TrySeedRunningAsync(machine.ID, files, cancellationToken))
        {
            await UnpackAsync(machine.ID, State, files, cancellationToken);
        }
    }

    /// <summary>The exit code that the entrypoint wrote down before it ended with 0; null when it did not, or not plainly.</summary>
    public Task<int?> RefusedAsync(string id, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                var archive = await client.Containers.GetArchiveFromContainerAsync(
                    id, new GetArchiveFromContainerParameters { Path = ExitCodeFile }, statOnly: false, token);
                await using var stream = archive.Stream;
                return await StateArchive.ReadSmallAsync(stream, limit: 8, token) is "78" or "78\n" ? ConfigRefused : (int?)null;
            }
            catch (DockerApiException)
            {
                // 404: there is none. 500: what lies there is no file, such as a link to itself, which the engine can't follow. It must
                // not keep anybody from seeing the machine.
                return null;
            }
        },
        cancellationToken);

    private async Task<bool> TrySeedRunningAsync(string id, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken)
    {
        await UnpackAsync(id, Staging, files, cancellationToken);
        string[] move = ["sh", "-c", Unstage, "sh", .. files.Select(file => file.Path)];
        return await commands.RunInsideAsync(id, move, _moveLimit, cancellationToken) switch
        {
            null => false,
            { ExitCode: 0 } => true,
            { } refused => throw new ProviderException(
                "The running machine did not take over its files. Stop it and try again.", isTransient: true, new IOException(refused.Output)),
        };
    }

    private async Task UnpackAsync(string id, string root, IReadOnlyList<SeedFile> files, CancellationToken cancellationToken)
    {
        await using var archive = StateArchive.Of(root, files, clock.GetUtcNow());
        await engine.CallAsync(
            async (client, token) =>
            {
                await client.Containers.ExtractArchiveToContainerAsync(
                    id, new ContainerPathStatParameters { Path = MachineProfile.Home }, archive, token);
                return true;
            },
            cancellationToken);
    }
}

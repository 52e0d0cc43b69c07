using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>Runs commands inside a machine that runs, or beside one that does not, on its volume.</summary>
internal sealed partial class DockerCommands(
    Engine engine,
    MachineContainers containers,
    GatewayImages images,
    IOptions<DockerOptions> options,
    TimeProvider clock,
    ILogger<DockerCommands> logger)
{
    // What timeout of coreutils ends with.
    private const int TimedOut = 124;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly DockerOptions _options = options.Value;

    /// <summary>Null when the machine does not run.</summary>
    /// <exception cref="ProviderException">Transient, when it does not end within the limit.</exception>
    public async Task<CommandResult?> RunInsideAsync(
        string id, IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        var result = await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    var exec = await client.Exec.ExecCreateContainerAsync(
                        id,
                        new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = [.. Bounded(command, limit)] },
                        token);
                    using var stream = await client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, token);
                    var output = await ContainerOutput.FirstAsync(stream, MachineOutput.CommandLimit, token);
                    var ended = await client.Exec.InspectContainerExecAsync(exec.ID, token);
                    return new CommandResult((int)ended.ExitCode, output);
                }
                catch (DockerApiException gone) when (gone.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
                {
                    return null;
                }
            },
            limit,
            cancellationToken);
        return result is null ? null : InTime(result, command, limit);
    }

    /// <summary>In a container of its own, of the same profile and in no network, that is always removed.</summary>
    /// <exception cref="ProviderException">Transient, when it does not end within the limit or another one still runs.</exception>
    public async Task<CommandResult> RunBesideAsync(
        ContainerInspectResponse machine, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var image = await images.FindAsync(machine.Image, cancellationToken)
            ?? throw new ProviderException("The image of the machine is not on the Docker host any more.", isTransient: true);
        var limit = _options.CommandTimeout;
        var body = MachineProfile.OfCommand(MachineSpecs.Of(machine), image, _options, [.. Bounded(command, limit)]);
        return InTime(await RunAsync(body, limit, cancellationToken), command, limit);
    }

    /// <summary>Whether there is nothing in a volume.</summary>
    public async Task<bool> IsEmptyAsync(string volume, CancellationToken cancellationToken)
    {
        var image = await images.RequireAsync(_options.Image, cancellationToken);
        string[] look = ["sh", "-c", $"[ -z \"$(ls -Aq {MachineProfile.Home} || echo closed)\" ]"];
        return await RunAsync(MachineProfile.OfLook(volume, image, _options, look), TimeSpan.Zero, cancellationToken) is { ExitCode: 0 };
    }

    /// <summary>Removes what a crash left of a command for this machine or volume.</summary>
    public async Task ClearAsync(string name, CancellationToken cancellationToken)
    {
        if (await containers.LookAsync(MachineName.OfCommand(name), cancellationToken) is { } left && containers.IsCommand(left))
        {
            await containers.RemoveAsync(left.ID, cancellationToken);
        }
    }

    private async Task<CommandResult> RunAsync(CreateContainerParameters body, TimeSpan limit, CancellationToken cancellationToken)
    {
        var id = await CreateAsync(body, cancellationToken);

        try
        {
            return await RunAsync(id, limit, cancellationToken);
        }
        finally
        {
            await RemoveAsync(body.Name, () => Task.FromResult<string?>(id));
        }
    }

    private async Task<string> CreateAsync(CreateContainerParameters body, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();

        do
        {
            cancellationToken.ThrowIfCancellationRequested();

            if (await TryCreateAsync(body) is { } id)
            {
                return id;
            }

            if (await containers.LookAsync(body.Name, cancellationToken) is { } other)
            {
                await MakeWayAsync(other, body.Name, cancellationToken);
            }
            else
            {
                // The engine keeps a name from others long before it shows the container.
                await Task.Delay(_pause, clock, cancellationToken);
            }
        }
        while (clock.GetElapsedTime(started) < _options.CallTimeout);

        throw Busy();
    }

    private async Task<string?> TryCreateAsync(CreateContainerParameters body)
    {
        try
        {
            // The engine makes the container also for a caller who has gone, and does not show it before it is made: only the answer
            // tells what there is to remove.
            return await containers.TryCreateAsync(body, CancellationToken.None);
        }
        catch (ProviderException)
        {
            // The answer may have got lost.
            await RemoveAsync(body.Name, () => FindUnusedAsync(body.Name));
            throw;
        }
    }

    private async Task<string?> FindUnusedAsync(string name)
    {
        var made = await containers.LookAsync(name, CancellationToken.None);
        return made is { State.Status: "created" } && containers.IsCommand(made) ? made.ID : null;
    }

    // Two commands at a time on one state would destroy it; but one whose owner went away must not be in the way for ever.
    private async Task MakeWayAsync(ContainerInspectResponse other, string name, CancellationToken cancellationToken)
    {
        if (!containers.IsCommand(other))
        {
            throw new ProviderException(
                $"The Docker host has a container named \"{name}\" that this service did not make. It is left alone.", isTransient: false);
        }

        var life = other.State.Status switch
        {
            "exited" or "dead" => TimeSpan.Zero,
            "created" => _options.CallTimeout,
            _ => _options.CallTimeout + _options.CommandTimeout,
        };

        if (clock.GetUtcNow() - other.Created < life)
        {
            throw Busy();
        }

        await containers.RemoveAsync(other.ID, cancellationToken);
    }

    private static ProviderException Busy() =>
        new("Another command runs on the state of this machine. Try again in a minute.", isTransient: true);

    private Task<CommandResult> RunAsync(string id, TimeSpan limit, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            await client.Containers.StartContainerAsync(id, new ContainerStartParameters(), token);
            var ended = await client.Containers.WaitContainerAsync(id, token);
            using var stream = await client.Containers.GetContainerLogsAsync(
                id, tty: false, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, token);
            return new CommandResult(
                (int)ended.StatusCode, await ContainerOutput.FirstAsync(stream, MachineOutput.CommandLimit, token));
        },
        limit,
        cancellationToken);

    // Also for a caller who has gone: what stays is removed by the next command, with the machine, or by the sweep.
    private async Task RemoveAsync(string name, Func<Task<string?>> find)
    {
        try
        {
            if (await find() is { } id)
            {
                await containers.RemoveAsync(id, CancellationToken.None);
            }
        }
        catch (ProviderException fault)
        {
            Log.Left(logger, name, fault);
        }
    }

    // A command can't be ended from outside the machine.
    private static IEnumerable<string> Bounded(IEnumerable<string> command, TimeSpan limit) =>
        ["timeout", "--kill-after=5", ((int)Math.Ceiling(limit.TotalSeconds)).ToString(CultureInfo.InvariantCulture), .. command];

    private static CommandResult InTime(CommandResult result, IReadOnlyList<string> command, TimeSpan limit)
    {
        if (result.ExitCode is TimedOut)
        {
            throw new ProviderException(
                string.Create(CultureInfo.InvariantCulture, $"The command {command[0]} did not end within {limit.TotalSeconds:0} seconds."),
                isTransient: true);
        }

        var text = MachineOutput.Plain(result.Output);
        return result with { Output = text.Length > MachineOutput.CommandLimit ? text[..MachineOutput.CommandLimit] : text };
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The container {Container} ran a command and could not be removed.")]
        public static partial void Left(ILogger logger, string container, Exception fault);
    }
}

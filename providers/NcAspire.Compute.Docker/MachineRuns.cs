using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>The runs of a machine: their beginning, their end, and what they say.</summary>
internal sealed class MachineRuns(Engine engine, TenantNetwork network, TimeProvider clock)
{
    private const int LogWindow = 1 << 20;
    private const int MostLines = 10_000;
    private static readonly TimeSpan _waitPart = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ProviderException">Definite: the machine went away.</exception>
    public async Task StartAsync(ContainerInspectResponse machine, CancellationToken cancellationToken)
    {
        if (machine.State.Paused)
        {
            // Somebody held it by hand. The engine can't start it like that, and its connections are long gone.
            await StopAsync(machine.ID, MachineProfile.StopTimeout, cancellationToken);
        }

        if (await TryStartAsync(machine, cancellationToken))
        {
            return;
        }

        // The network went away after this process had seen it. A machine names it by name: a new one serves as well.
        network.Forget();
        await network.EnsureAsync(cancellationToken);

        if (!await TryStartAsync(machine, cancellationToken))
        {
            throw new ProviderException("The network of tenants is not there. Try again.", isTransient: true);
        }
    }

    /// <summary>Ends it, and what the restart policy is about to begin.</summary>
    public async Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var seconds = (uint)Math.Max(0, Math.Ceiling(grace.TotalSeconds));
        await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return await client.Containers.StopContainerAsync(
                        id, new ContainerStopParameters { WaitBeforeKillSeconds = seconds }, token);
                }
                catch (DockerContainerNotFoundException)
                {
                    // Removed meanwhile.
                    return false;
                }
            },
            grace,
            cancellationToken);
    }

    /// <summary>Waits until a run ends, or for a while: whoever waits looks again.</summary>
    public Task WaitAsync(string machine, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            using var part = new CancellationTokenSource(_waitPart, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(part.Token, token);

            try
            {
                await client.Containers.WaitContainerAsync(machine, either.Token);
                await Task.Delay(_pause, clock, token);
            }
            catch (DockerContainerNotFoundException)
            {
                // Removed: the next look tells.
            }
            catch (OperationCanceledException) when (part.IsCancellationRequested)
            {
                // A connection that broke without a word must not keep anybody waiting for ever.
            }

            return true;
        },
        _waitPart,
        cancellationToken);

    /// <summary>The last lines, oldest first; no more than a window of them is kept however long they are.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync(string id, int lines, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(lines, MostLines);
        var parameters = new ContainerLogsParameters
        {
            ShowStdout = true,
            ShowStderr = true,
            Tail = wanted.ToString(CultureInfo.InvariantCulture),
        };
        var text = await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    using var stream = await client.Containers.GetContainerLogsAsync(id, tty: false, parameters, token);
                    return await ContainerOutput.LastAsync(stream, LogWindow, token);
                }
                catch (DockerContainerNotFoundException)
                {
                    return "";
                }
            },
            cancellationToken);
        var plain = MachineOutput.Plain(text).TrimEnd('\n');
        return plain.Length == 0 ? [] : [.. plain.Split('\n').TakeLast(wanted)];
    }

    /// <returns>False when the network is not there.</returns>
    private Task<bool> TryStartAsync(ContainerInspectResponse machine, CancellationToken cancellationToken) => engine.CallAsync(
        async (client, token) =>
        {
            try
            {
                await client.Containers.StartContainerAsync(machine.ID, new ContainerStartParameters(), token);
                return true;
            }
            catch (DockerContainerNotFoundException gone)
            {
                // {"message":"network nc-internal not found"} or {"message":"No such container: …"}
                return EngineFault.Says(gone, "network") ? false : throw MachineContainers.NotThere(machine.Name.TrimStart('/'));
            }
            catch (DockerApiException doomed) when (doomed.StatusCode is HttpStatusCode.Conflict)
            {
                throw new ProviderException($"The machine \"{machine.Name.TrimStart('/')}\" is being removed.", isTransient: false, doomed);
            }
        },
        cancellationToken);
}

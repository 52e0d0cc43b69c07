using System.Globalization;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>What a container's state is in the words of the port.</summary>
internal static class MachineStates
{
    /// <param name="network">The one of tenants, in which the gateway is reached.</param>
    public static MachineState Of(ContainerInspectResponse machine, string network)
    {
        var state = machine.State;
        var phase = Phase(state);

        // Between two starts of the restart policy the last run has ended, though the machine counts as running.
        var hasEnded = phase is MachinePhase.Exited || state.Restarting;
        return new MachineState(
            phase,
            hasEnded ? (int)state.ExitCode : null,

            // The mark is set as soon as any process of the machine was ended for lack of memory, and stays when the gateway
            // survives that and ends well later.
            hasEnded && state.OOMKilled && state.ExitCode != 0,
            phase is MachinePhase.Created ? null : Time(state.StartedAt),
            Endpoint(machine, network))
        {
            Restarts = (int)machine.RestartCount,
        };
    }

    /// <summary>
    /// It must not be used. Either the engine works on its removal, or failed at it; or the engine was killed while it made it. Such a
    /// one was never started, and lacks what the engine fills in at last: the paths that it hides, its place in the network, and the
    /// owner of its volume.
    /// </summary>
    public static bool IsBroken(ContainerInspectResponse machine) =>
        machine.State.Dead
        || machine.State.Status is "removing"
        || (machine.State.Status is "created" && Time(machine.State.StartedAt) is null && machine.HostConfig.MaskedPaths is null);

    // "restarting" counts as running: the restart policy starts it again by itself, and a start of ours would only disturb that;
    // when it gives up, the machine is exited. "paused" does, since its processes are there: it has no endpoint, so it is silent,
    // and the restart that follows a long silence ends it. "dead" and "removing" are exited: what is left of them runs no more.
    private static MachinePhase Phase(ContainerState state) => state.Status switch
    {
        "created" => MachinePhase.Created,
        "running" or "paused" or "restarting" => MachinePhase.Running,
        _ => MachinePhase.Exited,
    };

    private static GatewayEndpoint? Endpoint(ContainerInspectResponse machine, string network) =>
        machine.State.Status is "running"
        && machine.NetworkSettings?.Networks is { } networks
        && networks.TryGetValue(network, out var endpoint)
        && endpoint.IPAddress is { Length: > 0 } address
            ? new GatewayEndpoint(new UriBuilder(Uri.UriSchemeHttp, address, MachineProfile.Port).Uri)
            : null;

    // "2026-11-20T09:33:31.536399956Z"; year 1 for never.
    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year > 1 ? time : null;
}

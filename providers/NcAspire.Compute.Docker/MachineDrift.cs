using System.Net;
using Docker.DotNet.Models;

namespace NcAspire.Compute.Docker;

/// <summary>
/// Where a machine differs from its profile, a sentence each. Somebody with the engine's socket changed it or made it by hand:
/// nothing else does. What the engine decides itself (ids, times, the runtime) is not looked at.
/// </summary>
internal static class MachineDrift
{
    /// <param name="profile">The body it should have been made by.</param>
    /// <param name="image">What it runs.</param>
    public static IReadOnlyList<string> Of(
        CreateContainerParameters profile, ContainerInspectResponse machine, GatewayImage image, TenantSubnet subnet)
    {
        IEnumerable<(bool Differs, string Sentence)> looks =
        [
            .. Rights(profile.HostConfig, machine.HostConfig),
            .. Namespaces(profile.HostConfig, machine.HostConfig),
            .. Storage(profile.HostConfig, machine),
            .. Networks(profile.HostConfig.NetworkMode, machine, subnet),
            .. Limits(profile.HostConfig, machine.HostConfig),
            .. Process(profile, machine, image),
        ];

        // The same empty list every time: states that have no drift are equal.
        return looks.Any(look => look.Differs) ? [.. looks.Where(look => look.Differs).Select(look => look.Sentence)] : [];
    }

    private static IEnumerable<(bool Differs, string Sentence)> Rights(HostConfig profile, HostConfig host)
    {
        yield return (host.Privileged, "It is privileged.");
        yield return (Any(host.CapAdd), "It has capabilities that it must not have.");
        yield return (!Same(host.CapDrop, profile.CapDrop), "Its capabilities are not all dropped.");
        yield return (!Same(Plain(host.SecurityOpt), Plain(profile.SecurityOpt)),
            "Its security options are not those of its profile: it may gain privileges, or calls of the kernel are not filtered.");

        // Not given at all they are the engine's own; empty they are only when it was told to hide nothing.
        yield return (host.MaskedPaths is [] || host.ReadonlyPaths is [], "It can see parts of /proc and /sys that are hidden by default.");
        yield return (Any(host.GroupAdd), "It has further groups.");
        yield return (Any(host.Devices) || Any(host.DeviceCgroupRules) || Any(host.DeviceRequests), "It has devices of the host.");
        yield return (Any(host.Sysctls), "It has settings of the kernel of its own.");
    }

    private static IEnumerable<(bool Differs, string Sentence)> Namespaces(HostConfig profile, HostConfig host)
    {
        yield return (Any(host.PidMode), "It sees the processes of others.");
        yield return (host.IpcMode != profile.IpcMode, "It shares memory with others.");
        yield return (Any(host.UTSMode), "It shares its host name with others.");
        yield return (Any(host.UsernsMode), "It is outside the engine's user namespace.");
        yield return (Any(host.Cgroup) || Any(host.CgroupParent), "It is in a control group of its own choice.");
    }

    private static IEnumerable<(bool Differs, string Sentence)> Storage(HostConfig profile, ContainerInspectResponse machine)
    {
        var (host, volume) = (machine.HostConfig, profile.Mounts[0]);
        yield return (!host.ReadonlyRootfs, "Its own file system can be written.");
        yield return (Any(host.Binds) || Any(host.VolumesFrom), "It mounts something of the host or of another container.");
        yield return (
            machine.Mounts is not [{ Type: "volume", Driver: "local", RW: true } mount]
                || (mount.Name, mount.Destination) != (volume.Source, volume.Target),
            "It mounts something else than its state volume.");
        yield return (!Same(host.Tmpfs, profile.Tmpfs), "Its /tmp is not that of its profile.");
        yield return (!Same(host.StorageOpt, null), "It has storage options.");
    }

    private static IEnumerable<(bool Differs, string Sentence)> Networks(
        string network, ContainerInspectResponse machine, TenantSubnet subnet)
    {
        var (host, networks) = (machine.HostConfig, machine.NetworkSettings?.Networks);
        var endpoint = networks?.Count is 1 ? networks.Values.First() : null;
        yield return (host.NetworkMode != network || networks?.Count is not 1 || !networks.ContainsKey(network),
            "It is not in the network of tenants alone.");
        yield return (Any(host.PortBindings) || host.PublishAllPorts || Published(machine.NetworkSettings?.Ports),
            "It publishes ports on the host.");
        yield return (Any(endpoint?.IPAMConfig?.IPv4Address) || Any(endpoint?.IPAMConfig?.IPv6Address), "It has a fixed address.");

        // Requests from there are believed to be the control plane's.
        yield return (IPAddress.TryParse(endpoint?.IPAddress, out var address) && !subnet.Tenants.Contains(address),
            "Its address is not one of a tenant.");
        yield return (Any(host.ExtraHosts) || Any(host.DNS) || Any(host.DNSOptions) || Any(host.DNSSearch) || Any(host.Links),
            "It resolves names in a way of its own.");
    }

    private static IEnumerable<(bool Differs, string Sentence)> Limits(HostConfig profile, HostConfig host)
    {
        yield return (host.Memory != profile.Memory || host.MemorySwap != profile.MemorySwap, "Its memory limit is another one.");
        yield return (host.OomKillDisable is true || host.OomScoreAdj != 0, "It is spared when memory runs out.");
        yield return (host.PidsLimit != profile.PidsLimit, "Its limit of processes is another one.");
        yield return (host.NanoCPUs != profile.NanoCPUs || host.CPUQuota != 0 || host.CPUShares != 0 || Any(host.CpusetCpus), "Its CPU limit is another one.");
        yield return (host.RestartPolicy?.Name != profile.RestartPolicy.Name
                || host.RestartPolicy.MaximumRetryCount != profile.RestartPolicy.MaximumRetryCount || host.AutoRemove,
            "It is started again, or removed, in another way.");
        yield return (host.LogConfig?.Type != profile.LogConfig.Type || !Same(host.LogConfig.Config, profile.LogConfig.Config),
            "Its output is kept in another way and may fill the disk.");
    }

    private static IEnumerable<(bool Differs, string Sentence)> Process(
        CreateContainerParameters profile, ContainerInspectResponse machine, GatewayImage image)
    {
        var config = machine.Config;
        yield return (!image.IsProved, "Its image has not passed the preflight.");
        yield return (config.User != profile.User, "It runs as another user.");
        yield return (!Same(config.Entrypoint, image.Entrypoint) || !Same(config.Cmd, image.Command), "It runs another command than its image's.");
        yield return (machine.HostConfig.Init != profile.HostConfig.Init, "It has no first process that clears up after the others.");
        yield return (config.Tty || config.OpenStdin, "It has a terminal.");

        string[] own = [.. profile.Env, .. image.Environment];
        var foreign = (config.Env ?? []).Except(own).Select(Name).Where(name => !MachineProfile.IsForInstances(name)).ToList();
        yield return (foreign.Count > 0, $"It has variables that it must not have: {string.Join(", ", foreign)}.");
        yield return (profile.Env.Except(config.Env ?? []).Any(), "Variables of its profile are missing or have other values.");
    }

    private static string Name(string variable) => variable.Split('=', 2)[0];

    private static bool Published(IDictionary<string, IList<PortBinding>>? ports) => ports?.Values.Any(Any) is true;

    private static bool Any<T>(IEnumerable<T>? items) => items?.Any() is true;

    private static bool Same(IEnumerable<string>? one, IEnumerable<string>? other) => (one ?? []).SequenceEqual(other ?? []);

    private static bool Same(IDictionary<string, string>? one, IDictionary<string, string>? other) =>
        Same(one?.Select(o => $"{o.Key}={o.Value}").Order(), other?.Select(o => $"{o.Key}={o.Value}").Order());

    // Newer clients write "no-new-privileges:true".
    private static IEnumerable<string> Plain(IEnumerable<string>? options) =>
        (options ?? []).Select(option => option.Replace(":true", "", StringComparison.Ordinal));
}

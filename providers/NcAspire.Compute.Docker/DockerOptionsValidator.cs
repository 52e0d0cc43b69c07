using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace NcAspire.Compute.Docker;

/// <summary>What attributes can't say: addresses that fit each other, and an engine's address of a kind that is known.</summary>
internal sealed partial class DockerOptionsValidator : IValidateOptions<DockerOptions>
{
    private static readonly string[] _schemes = ["unix", "tcp", "http", "https"];

    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(DockerOptions options)
    {
        if (!Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var endpoint) || !_schemes.Contains(endpoint.Scheme))
        {
            yield return "Docker:Endpoint must be the address of the Docker engine, such as unix:///var/run/docker.sock, "
                + $"not \"{options.Endpoint}\".";
        }

        if (!NetworkName.IsMatch(options.Network))
        {
            yield return $"Docker:Network takes 1 to 63 of a-z, 0-9 and -, not \"{options.Network}\".";
        }

        // The kernel's limit for names of interfaces (IFNAMSIZ).
        if (!BridgeName.IsMatch(options.Bridge))
        {
            yield return $"Docker:Bridge takes 1 to 15 of a-z, 0-9 and -, not \"{options.Bridge}\".";
        }

        if (TenantSubnet.TryParse(options.Subnet) is not { } subnet)
        {
            yield return "Docker:Subnet must be an IPv4 network between /16 and /28 with no bits set beyond the prefix, such as "
                + $"10.210.0.0/20, not \"{options.Subnet}\".";
        }
        else if (options.ControlPlaneAddress is { } text
            && (!IPAddress.TryParse(text, out var address) || !subnet.IsFixed(address)))
        {
            yield return $"Docker:ControlPlaneAddress must be in the lower half of {subnet.Network} and not its first address, "
                + $"which is the bridge's, not \"{text}\".";
        }

        if (options.CallTimeout <= TimeSpan.Zero || options.CommandTimeout <= TimeSpan.Zero)
        {
            yield return "Docker:CallTimeout and Docker:CommandTimeout must be longer than nothing.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NetworkName { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,14}\z")]
    private static partial Regex BridgeName { get; }
}

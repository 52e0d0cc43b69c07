using System.Net;
using Microsoft.AspNetCore.Http;

namespace NcAspire.Functions.Api;

/// <summary>The address a request really came from: limits count by it, the audit log names it.</summary>
internal sealed class ClientAddress(ClientAddressOptions options)
{
    private readonly IPNetwork[] _proxies = [.. options.TrustedProxies.Select(IPNetwork.Parse)];

    /// <summary>
    /// The peer, or, where that is a trusted proxy, the last address of X-Forwarded-For that no trusted proxy added.
    /// IPv6 clients are counted by their /64, since one client has all of it.
    /// </summary>
    public string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = forwarded.Length - 1; i >= 0 && IsTrusted(address) && IPAddress.TryParse(forwarded[i], out var next); i--)
        {
            address = next;
        }

        return Network(Plain(address));
    }

    private bool IsTrusted(IPAddress address)
    {
        var plain = Plain(address);
        return IPAddress.IsLoopback(plain) || _proxies.Any(p => p.Contains(plain));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string Network(IPAddress address)
    {
        if (address.AddressFamily is not System.Net.Sockets.AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}

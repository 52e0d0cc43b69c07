using System.Globalization;
using System.Text.RegularExpressions;

namespace NcAspire.Compute.Local;

/// <summary>
/// The variables of a gateway process, made from nothing: what a developer has in the shell, model keys above all, stays out.
/// </summary>
internal static partial class GatewayEnvironment
{
    private static readonly string[] _proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];

    // What a process needs to find its tools, speak the right language and reach the network as this computer does; and the
    // switches of the WhatsApp simulator, which its README explains.
    private static readonly string[] _inherited =
    [
        "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ",
        "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NO_PROXY", "no_proxy", .. _proxies,
        "NC_WA_SIM_LINK_AFTER_MS", "NC_WA_SIM_QR_REFRESH_MS", "NC_WA_SIM_FAIL", "NC_WA_SIM_LOGIN_TTL_MS", "NC_WA_SIM_SELF",
    ];

    public static Dictionary<string, string> For(
        MachineLabel label, MachineFolder machine, VolumeFolder volume, int port, string nodePath, string compileCache)
    {
        var variables = new Dictionary<string, string>(label.Environment);

        foreach (var name in _inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                variables[name] = _proxies.Contains(name) ? WithoutUserInfo(value) : value;
            }
        }

        // OpenClaw runs "node" of the PATH for its helpers; it must be the one that runs OpenClaw itself.
        variables["PATH"] = $"{Path.GetDirectoryName(nodePath)}:{variables.GetValueOrDefault("PATH", "/usr/bin:/bin")}";
        variables["HOME"] = volume.StateFolder;
        variables["TMPDIR"] = machine.TemporaryFolder;
        variables["OPENCLAW_STATE_DIR"] = volume.StateFolder;
        variables["OPENCLAW_GATEWAY_PORT"] = port.ToString(CultureInfo.InvariantCulture);

        // Node takes the cache folder from the first variable at once; openclaw.mjs 2026.9.6 would start itself a second
        // time to put its version into the path, which Node does anyway. The second variable says that this was done.
        variables["NODE_COMPILE_CACHE"] = compileCache;
        variables["OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED"] = "1";
        return variables;
    }

    /// <summary>
    /// "http://ada:secret@proxy.example:3128", also without the scheme, loses its "ada:secret@": who the developer is to the proxy
    /// is not the agent's business.
    /// </summary>
    internal static string WithoutUserInfo(string proxy) => UserInfo.Replace(proxy, "${scheme}");

    // A password may hold anything, so the last @ counts.
    [GeneratedRegex(@"\A(?<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?.*@", RegexOptions.Singleline)]
    private static partial Regex UserInfo { get; }
}

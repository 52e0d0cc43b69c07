namespace NcAspire.Gateway.OpenClaw;

/// <summary>
/// A method of the gateway that the control plane calls. Only what stands here can be called, so the list is never behind: an image
/// is fit when its gateway offers all of it.
/// </summary>
public sealed record GatewayMethod
{
    private static readonly List<GatewayMethod> _all = [];

    public static readonly GatewayMethod ChannelsLogout = Listed("channels.logout");
    public static readonly GatewayMethod ChannelsStatus = Listed("channels.status");
    public static readonly GatewayMethod ConfigGet = Listed("config.get");
    public static readonly GatewayMethod ConfigSet = Listed("config.set");

    /// <summary>A gateway offers this one and the next only once a channel that can show QR codes is loaded.</summary>
    public static readonly GatewayMethod LoginStart = Listed("web.login.start");
    public static readonly GatewayMethod LoginWait = Listed("web.login.wait");

    public static readonly GatewayMethod SecretsReload = Listed("secrets.reload");

    // Tests also call what is not listed.
    internal GatewayMethod(string name) => Name = name;

    public static IReadOnlyList<GatewayMethod> All => _all;

    public string Name { get; }

    public override string ToString() => Name;

    private static GatewayMethod Listed(string name)
    {
        var method = new GatewayMethod(name);
        _all.Add(method);
        return method;
    }
}

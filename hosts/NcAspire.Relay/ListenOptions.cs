namespace NcAspire.Relay;

/// <summary>Section <c>Relay</c>: where this process listens.</summary>
public sealed class ListenOptions
{
    public const string Section = "Relay";

    /// <summary>Addresses and ports, such as <c>10.210.0.1:7080</c>. Without one, the usual settings of ASP.NET Core count.</summary>
    public IList<string> Listen { get; } = [];

    /// <summary>Listens on addresses that this machine does not have yet: the bridge of the containers is made with the first of them. Linux only.</summary>
    public bool FreeBind { get; set; }
}

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>Something that listens, and how to try it.</summary>
/// <param name="Protocol">tcp or udp.</param>
/// <param name="From">The source address that is asked for; null leaves it to the kernel.</param>
public sealed record Target(string Protocol, string Address, int Port, string? From = null)
{
    public static Target Tcp(string address, int port) => new("tcp", address, port);

    public static Target Udp(string address, int port) => new("udp", address, port);

    public override string ToString() => $"{Protocol} {Address}:{Port}";
}

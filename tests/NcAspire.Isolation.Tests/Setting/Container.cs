using System.Text.Json;

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>A container in the VM that listens as the gateway does, on TCP and UDP 18789. Disposing of it removes it.</summary>
public sealed class Container(Vm vm, string name, string address)
    : Prober(vm, ["docker", "--host", vm.Engine, "exec", name, "node"]), IAsyncDisposable
{
    public const int Port = 18789;

    public string Name => name;

    public string Address => address;

    public Target Gateway => Target.Tcp(address, Port);

    public Target Datagrams => Target.Udp(address, Port);

    /// <summary>How many datagrams it got so far, from wherever.</summary>
    public async Task<int> ReceivedAsync() =>
        JsonDocument.Parse((await Vm.Itself.AssertReachesAsync(Gateway))[0]).RootElement.GetProperty("datagrams").GetInt32();

    public async ValueTask DisposeAsync() => await Vm.DockerAsync(CancellationToken.None, "rm", "--force", "--volumes", name);
}

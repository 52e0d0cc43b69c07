namespace NcAspire.Isolation.Tests.Setting;

/// <summary>A change of the VM's iptables that is undone when it is disposed of.</summary>
internal sealed class ExtraRule : IAsyncDisposable
{
    private readonly Vm _vm;
    private readonly string _undo;

    private ExtraRule(Vm vm, string undo) => (_vm, _undo) = (vm, undo);

    /// <param name="change">Arguments of iptables.</param>
    /// <param name="undo">Arguments of iptables that take it back.</param>
    public static async Task<ExtraRule> MakeAsync(Vm vm, string change, string undo, CancellationToken cancellationToken)
    {
        (await vm.Host.ShellAsync($"iptables -w {change}", cancellationToken)).Expected();
        return new ExtraRule(vm, undo);
    }

    public async ValueTask DisposeAsync() => (await _vm.Host.ShellAsync($"iptables -w {_undo}", CancellationToken.None)).Expected();
}

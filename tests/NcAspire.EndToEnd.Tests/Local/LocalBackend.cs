namespace NcAspire.EndToEnd.Tests.Local;

/// <summary>Processes and folders of this machine.</summary>
public sealed class LocalBackend : Backend
{
    public override string Provider => "local";

    // A gateway counts as soon as it has named itself; its helpers keep the name of their program.
    public override Task<IReadOnlyList<string>> RunningAsync(Stack stack, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Gateways(stack).Select(gateway => gateway.State)]);

    public override Task<IReadOnlyList<string>> RemainsAsync(Stack stack, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
        [
            .. ((string[])["machines", "volumes"])
                .Select(folder => Path.Combine(stack.Data, "local", folder))
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateFileSystemEntries),
            .. Gateways(stack).Select(gateway => gateway.State),
        ]);

    public override Task KillGatewayAsync(Stack stack, Guid instance, CancellationToken cancellationToken)
    {
        RunningProcesses.Signal(Gateways(stack).Single(gateway => gateway.State.Contains($"{instance:N}", StringComparison.Ordinal)).Pid, "KILL");
        return Task.CompletedTask;
    }

    // All of it is in the data folder.
    public override Task ForgetAsync(string data, CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<(int Pid, string State)> Gateways(Stack stack) =>
        from pid in RunningProcesses.Mentioning(stack.Data)
        where RunningProcesses.Name(pid) is "openclaw-gatewa"
        let state = RunningProcesses.Variable(pid, "OPENCLAW_STATE_DIR")
        where state is not null
        select (pid, state);
}

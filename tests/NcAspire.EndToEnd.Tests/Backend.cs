namespace NcAspire.EndToEnd.Tests;

/// <summary>Where the gateways of a stack run, looked at past the control plane.</summary>
public abstract class Backend
{
    /// <summary>What <c>./nc up --provider</c> takes.</summary>
    public abstract string Provider { get; }

    /// <summary>The machines of this stack whose gateway runs, one name each.</summary>
    public abstract Task<IReadOnlyList<string>> RunningAsync(Stack stack, CancellationToken cancellationToken);

    /// <summary>Everything that is there for instances of this stack, running or not.</summary>
    public abstract Task<IReadOnlyList<string>> RemainsAsync(Stack stack, CancellationToken cancellationToken);

    /// <summary>Ends a gateway as a crash would.</summary>
    public abstract Task KillGatewayAsync(Stack stack, Guid instance, CancellationToken cancellationToken);
}

namespace NcAspire.EndToEnd.Tests;

/// <summary>Where the gateways of a stack run, looked at past the control plane.</summary>
public abstract class Backend
{
    /// <summary>What <c>./nc up --provider</c> takes.</summary>
    public abstract string Provider { get; }

    /// <summary>Why there is none on this machine; null when there is one. A test then skips by it.</summary>
    public virtual Exception? Missing => null;

    /// <summary>The machines of this stack whose gateway runs, one name each.</summary>
    public abstract Task<IReadOnlyList<string>> RunningAsync(Stack stack, CancellationToken cancellationToken);

    /// <summary>Everything that is there for instances of this stack, running or not.</summary>
    public abstract Task<IReadOnlyList<string>> RemainsAsync(Stack stack, CancellationToken cancellationToken);

    /// <summary>Ends a gateway as a crash would.</summary>
    public abstract Task KillGatewayAsync(Stack stack, Guid instance, CancellationToken cancellationToken);

    /// <summary>Removes what a stack that does not run any more has left for the next one over the same data.</summary>
    public abstract Task ForgetAsync(string data, CancellationToken cancellationToken);
}

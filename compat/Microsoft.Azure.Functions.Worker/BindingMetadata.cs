namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function.</summary>
public abstract class BindingMetadata
{
    /// <summary>The name of the bound parameter.</summary>
    public abstract string Name { get; }

    /// <summary>"httpTrigger" or "timerTrigger".</summary>
    public abstract string Type { get; }

    public abstract BindingDirection Direction { get; }
}

using System.Collections.Immutable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What is known of a function before it runs.</summary>
public abstract class FunctionDefinition
{
    public abstract string Id { get; }

    public abstract string Name { get; }

    /// <summary>Full name of the class, a dot, name of the method.</summary>
    public abstract string EntryPoint { get; }

    public abstract string PathToAssembly { get; }

    /// <summary>Bindings by parameter name; a trigger is one of them.</summary>
    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }
}

namespace NcAspire.EndToEnd.Tests.Vm;

// A gateway needs a core while it starts.
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class VmCollection
{
    public const string Name = "vm";
}

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>The VM itself, or the world beyond it.</summary>
public sealed class Place(Vm vm, IReadOnlyList<string> node) : Prober(vm, node);

namespace NcAspire.Core.Compute;

/// <summary>The providers this process has, by name.</summary>
public sealed class ComputeProviders(IEnumerable<IComputeProvider> providers)
{
    private readonly Dictionary<string, IComputeProvider> _providers = providers.ToDictionary(p => p.Name);

    public IReadOnlyCollection<IComputeProvider> All => _providers.Values;

    /// <summary>Null when this process does not have it.</summary>
    public IComputeProvider? Find(string provider) => _providers.GetValueOrDefault(provider);

    public IComputeProvider For(string provider) => _providers.TryGetValue(provider, out var found)
        ? found
        : throw new ProviderException($"The backend \"{provider}\" is not configured on this server.", isTransient: true);
}

namespace Aspire.Hosting.Orchestration;

/// <summary>The present status of every resource, in the order of the application model.</summary>
internal sealed class ResourceBoard
{
    private readonly Lock _lock = new();
    private readonly List<ResourceStatus> _statuses = [];

    public IReadOnlyList<ResourceStatus> Snapshot()
    {
        lock (_lock)
        {
            return [.. _statuses];
        }
    }

    public void Add(ResourceStatus status)
    {
        lock (_lock)
        {
            _statuses.Add(status);
        }
    }

    public void Update(string name, Func<ResourceStatus, ResourceStatus> change)
    {
        lock (_lock)
        {
            var index = _statuses.FindIndex(status => status.Name == name);
            _statuses[index] = change(_statuses[index]);
        }
    }
}

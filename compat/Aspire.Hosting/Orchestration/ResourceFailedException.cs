namespace Aspire.Hosting.Orchestration;

/// <summary>A resource could not be started; its log tells more than the message.</summary>
internal sealed class ResourceFailedException(string resource, string message) : DistributedApplicationException(message)
{
    public string Resource { get; } = resource;
}

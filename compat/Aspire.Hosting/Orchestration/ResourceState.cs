namespace Aspire.Hosting.Orchestration;

internal enum ResourceState
{
    Waiting,
    Starting,
    Running,
    Restarting,
    Finished,
    Failed,
    Stopping,
    Stopped,
}

namespace Microsoft.Azure.Functions.Worker.Core;

/// <summary>Runs once while the application is built, if a function uses a trigger of the extension.</summary>
public abstract class WorkerExtensionStartup
{
    public abstract void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder);
}

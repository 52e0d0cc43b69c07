using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Runtime;

[assembly: WorkerExtensionStartup(typeof(HttpExtensionStartup))]

namespace Microsoft.Azure.Functions.Worker.Runtime;

internal sealed class HttpExtensionStartup : WorkerExtensionStartup
{
    public override void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder)
    {
        if (applicationBuilder is FunctionsApplicationBuilder { Listener: null })
        {
            throw new InvalidOperationException(
                "The application has HTTP functions: call ConfigureFunctionsWebApplication() before Build().");
        }
    }
}

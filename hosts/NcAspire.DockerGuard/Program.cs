using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker;
using NcAspire.DockerGuard;

try
{
    var builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddDockerEngine();
    await using var app = builder.BuildGuard();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException refused)
{
    foreach (var sentence in refused.Failures)
    {
        await Console.Error.WriteLineAsync(sentence);
    }
}
catch (Exception refused) when (refused is IOException or SocketException)
{
    // The address is taken, its folder is not there, or this user may not listen there.
    await Console.Error.WriteLineAsync(refused.Message);
}

return 1;

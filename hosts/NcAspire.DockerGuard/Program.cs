using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker;
using NcAspire.DockerGuard;

try
{
    var builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    if (!builder.Environment.IsDevelopment())
    {
        // For machines to read: one object a line. CreateSlimBuilder chose another form, past the settings.
        builder.Logging.AddJsonConsole(json => json.TimestampFormat = "O");
    }

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

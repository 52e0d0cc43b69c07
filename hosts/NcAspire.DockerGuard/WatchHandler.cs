using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>Answers <see cref="GuardVerbs.Watch"/> for as long as engine, caller and this process live.</summary>
internal sealed class WatchHandler(
    IComputeProvider engine, VerbHandler verbs, Gates gates, Problems problems, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext http)
    {
        using var turn = await gates.EnterAsync(GuardVerbs.Watch, http.RequestAborted);
        await verbs.AdmitAsync<NothingRequest>(http, GuardVerbs.Watch);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);

        http.Response.ContentType = "text/plain; charset=utf-8";
        await WriteAsync(http, "");
        try
        {
            await CopyAsync(http, end);
            throw new ProviderException("The Docker engine sends no notices any more.", isTransient: true);
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(http, GuardVerbs.WatchFault + JsonSerializer.Serialize(problems.Of(fault, http), GuardJson.Wire));
            throw;
        }
    }

    private async Task CopyAsync(HttpContext http, CancellationTokenSource end)
    {
        await using var machines = engine.WatchAsync(end.Token).GetAsyncEnumerator(end.Token);
        var next = machines.MoveNextAsync().AsTask();
        try
        {
            while (await NextAsync(http, next, end.Token))
            {
                await WriteAsync(http, machines.Current);
                next = machines.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator may be left only while it stands still.
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> NextAsync(HttpContext http, Task<bool> next, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(GuardVerbs.Heartbeat, clock, cancellationToken);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await WriteAsync(http, "");
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, string line)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}

using Docker.DotNet;
using Microsoft.Extensions.Options;

namespace NcAspire.Compute.Docker;

/// <summary>Every call of the engine: bounded in time, and with the port's faults. A call deals itself with the answers it expects.</summary>
internal sealed class Engine(IDockerClient client, IOptions<DockerOptions> options, TimeProvider clock)
{
    private readonly TimeSpan _limit = options.Value.CallTimeout;

    /// <param name="extra">What the call may take beyond <see cref="DockerOptions.CallTimeout"/>.</param>
    /// <exception cref="Core.Compute.ProviderException">It failed, in a way that the call does not deal with.</exception>
    public async Task<T> CallAsync<T>(
        Func<IDockerClient, CancellationToken, Task<T>> call, TimeSpan extra, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limit + extra, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);

        try
        {
            return await call(client, either.Token);
        }
        catch (Exception fault) when (EngineFault.IsOne(fault))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw EngineFault.Of(fault);
        }
    }

    /// <inheritdoc cref="CallAsync{T}(Func{IDockerClient, CancellationToken, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<IDockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        CallAsync(call, TimeSpan.Zero, cancellationToken);
}

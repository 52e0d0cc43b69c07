using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard;

/// <summary>Whether the engine answers. Anybody may ask, so it is asked no more than every few seconds, and once at a time.</summary>
internal sealed class EngineHealth(IComputeProvider engine, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private long? _askedAt;
    private bool _answered;

    public async Task<HealthAnswer> AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is not { } askedAt || clock.GetElapsedTime(askedAt) >= _fresh)
            {
                _answered = await AnswersAsync(cancellationToken);
                _askedAt = clock.GetTimestamp();
            }

            return new HealthAnswer(Alive: true, _answered);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await engine.CapacityAsync(either.Token);
            return true;
        }
        catch (ProviderException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

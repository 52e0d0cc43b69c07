namespace NcAspire.Compute.Tests;

internal static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until it is so, and fails when it is not within the limit.</summary>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan limit, CancellationToken cancellationToken) =>
        HoldsAsync(() => Task.FromResult(condition()), limit, cancellationToken);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, TimeSpan, CancellationToken)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();

        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < limit, $"It did not come true within {limit}.");
            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }
}

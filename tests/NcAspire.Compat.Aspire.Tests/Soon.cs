using NcAspire.Testing;

namespace NcAspire.Compat.Aspire.Tests;

/// <summary>Waits for something that happens by itself within seconds.</summary>
internal static class Soon
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <param name="condition">What must become true.</param>
    /// <param name="description">The condition in words, for the failure.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<bool> TrueAsync(Func<bool> condition, string description, CancellationToken cancellationToken) =>
        Eventually.SeeAsync(() => Task.FromResult(condition()), isTrue => isTrue, _limit, cancellationToken, description);
}

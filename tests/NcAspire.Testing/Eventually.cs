using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NcAspire.Testing;

/// <summary>Waits for a condition of something that runs by itself.</summary>
public static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again until the answer is the wanted one, and returns it.</summary>
    /// <exception cref="TimeoutException">It did not become so in time; the message holds the last answer.</exception>
    public static async Task<T> SeeAsync<T>(
        Func<Task<T>> ask,
        Func<T, bool> wanted,
        TimeSpan limit,
        CancellationToken cancellationToken,
        [CallerArgumentExpression(nameof(wanted))] string condition = "")
    {
        var clock = Stopwatch.StartNew();

        while (true)
        {
            var answer = await ask();

            if (wanted(answer))
            {
                return answer;
            }

            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"Not within {limit}: {condition}. The last answer was {answer}.");
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits at most 30 seconds until it is so.</summary>
    public static Task TrueAsync(
        Func<Task<bool>> ask, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(ask))] string condition = "") =>
        SeeAsync(ask, answer => answer, _patience, cancellationToken, condition);

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, CancellationToken, string)"/>
    public static Task TrueAsync(
        Func<bool> ask, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(ask))] string condition = "") =>
        TrueAsync(() => Task.FromResult(ask()), cancellationToken, condition);
}

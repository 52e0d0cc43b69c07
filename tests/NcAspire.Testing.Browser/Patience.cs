namespace NcAspire.Testing.Browser;

/// <summary>An end for the waits to which Playwright gives none: asking a page, opening and closing.</summary>
public static class Patience
{
    /// <summary>How long any wait for a browser lasts that says nothing else.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="TimeoutException">It took longer than <see cref="Limit"/>.</exception>
    public static Task InTimeAsync(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="InTimeAsync(Task)"/>
    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="InTimeAsync(Task)"/>
    public static Task InTimeAsync(this ValueTask task) => task.AsTask().WaitAsync(Limit);
}

using Spectre.Console;

namespace NcAspire.Cli;

/// <summary>
/// What the person sees. Everything goes to standard error, so that standard output holds results only; without a
/// terminal there are plain lines.
/// </summary>
public sealed class Screen(TextWriter output, bool interactive)
{
    /// <summary>The screen of this process.</summary>
    public static Screen Standard { get; } = new(Console.Error, !Console.IsErrorRedirected);

    /// <summary>Whether an answer can come from the keyboard.</summary>
    public bool CanAsk => interactive && !Console.IsInputRedirected;

    /// <summary>Asks a yes-or-no question; anything but yes is no.</summary>
    public bool Agree(string question)
    {
        output.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    public void Say(string line) => output.WriteLine(line);

    /// <summary>Shows how several downloads come along while <paramref name="work"/> runs.</summary>
    public async Task<T> ShowAsync<T>(Func<IFetchProgress, Task<T>> work)
    {
        if (!interactive)
        {
            return await work(new PlainProgress(this, TimeProvider.System));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context => work(new BarProgress(context)));
    }

    /// <summary>Shows how many of how many are done while <paramref name="work"/> runs, which reports both.</summary>
    public async Task<T> CountAsync<T>(string title, Func<Action<long, long>, Task<T>> work)
    {
        if (!interactive)
        {
            return await work((done, total) => Say($"{title}: {done} of {total}"));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(title);
                return await work((done, total) => (bar.MaxValue, bar.Value) = (Math.Max(1, total), total is 0 ? 1 : done));
            });
    }
}

using System.Diagnostics;
using System.Globalization;
using NcAspire.AppHost;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class WatchTests : IDisposable
{
    private const int Nobody = 65534;
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nc-watch-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static WatchOwner Myself => WatchOwner.Current();

    private string ExitFile => Path.Combine(_folder.FullName, "exit");

    private string ProcessFile => Path.Combine(_folder.FullName, "pid");

    // Says that the command is ready, its traps set. Moved into place, so that nobody reads half a number.
    private string Record => $"echo $$ >{ProcessFile}.new; mv {ProcessFile}.new {ProcessFile}";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_exit_code_is_handed_on_and_written_to_the_file()
    {
        await File.WriteAllTextAsync(ExitFile, "from an earlier run", Ct);
        using var watch = Watch(Myself, "exit 78", grace: 2, ("NC_WATCH_EXIT_FILE", ExitFile));

        Assert.Equal(78, await ExitCodeAsync(watch));
        Assert.Equal("78\n", await File.ReadAllTextAsync(ExitFile, Ct));
        Assert.Equal([ExitFile], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task The_command_ends_with_its_owner()
    {
        using var owner = Process.Start("sleep", "600");
        using var watch = Watch(WatchOwner.Of(owner.Id), $"{Record}; exec sleep 600", grace: 5);
        var command = await CommandAsync();

        owner.Kill();

        Assert.Equal(128 + SigTerm, await ExitCodeAsync(watch));
        Assert.False(Processes.IsAlive(command));
    }

    [Fact]
    public async Task A_pid_that_now_belongs_to_another_process_is_not_the_owner()
    {
        using var watch = Watch(Myself with { StartTime = "1" }, "exec sleep 600", grace: 5);

        Assert.Equal(128 + SigTerm, await ExitCodeAsync(watch));
    }

    [Fact]
    public async Task TERM_reaches_the_command_which_may_end_as_it_likes()
    {
        using var watch = Watch(Myself, $"trap 'exit 7' TERM; {Record}; while :; do sleep 0.1; done", grace: 30);
        await CommandAsync();

        Processes.Signal(watch.Id, SigTerm);

        Assert.Equal(7, await ExitCodeAsync(watch));
    }

    [Fact]
    public async Task A_command_that_ignores_TERM_is_killed_with_its_group_after_the_grace()
    {
        using var watch = Watch(Myself, $"trap '' TERM; {Record}; sleep 600; sleep 600", grace: 1);
        var command = await CommandAsync();

        Processes.Signal(watch.Id, SigTerm);

        Assert.Equal(128 + SigKill, await ExitCodeAsync(watch));
        await Soon.TrueAsync(() => Processes.OfGroup(command).Count == 0, "the command's group is gone", Ct);
    }

    [Fact]
    public async Task Another_signal_can_ask_the_command_to_end()
    {
        using var watch = Watch(
            Myself, $"trap 'exit 9' USR1; {Record}; while :; do sleep 0.1; done", grace: 30, ("NC_WATCH_SIGNAL", "USR1"));
        await CommandAsync();

        Processes.Signal(watch.Id, SigTerm);

        Assert.Equal(9, await ExitCodeAsync(watch));
    }

    [Fact]
    public async Task What_the_command_leaves_behind_is_killed()
    {
        using var watch = Watch(Myself, $"{Record}; sleep 600 & exit 3", grace: 5);

        Assert.Equal(3, await ExitCodeAsync(watch));
        var command = await CommandAsync();
        await Soon.TrueAsync(() => Processes.OfGroup(command).Count == 0, "the command's group is gone", Ct);
    }

    [Fact]
    public async Task The_command_ends_also_when_only_its_watcher_is_killed()
    {
        using var watch = Watch(Myself, $"{Record}; exec sleep 600", grace: 1);
        var command = await CommandAsync();

        Processes.Signal(watch.Id, SigKill);

        await Soon.TrueAsync(() => !Processes.IsAlive(command), "the command is gone", Ct);
    }

    [Fact]
    public async Task The_watcher_writes_nothing_and_hands_its_own_variables_on_to_nobody()
    {
        using var watch = Watch(
            Myself, "env | grep -c NC_WATCH_; exit 0", grace: 5, ("NC_WATCH_EXIT_FILE", ExitFile), ("NC_WATCH_SIGNAL", "TERM"));
        var output = await watch.StandardOutput.ReadToEndAsync(Ct);
        var errors = await watch.StandardError.ReadToEndAsync(Ct);

        Assert.Equal("0\n", output);
        Assert.Equal("", errors);
    }

    [Fact]
    public async Task A_command_that_was_ended_by_a_signal_leaves_no_word_in_the_log()
    {
        using var watch = Watch(Myself, "kill -KILL $$", grace: 5);

        Assert.Equal("", await watch.StandardError.ReadToEndAsync(Ct));
        Assert.Equal(128 + SigKill, await ExitCodeAsync(watch));
    }

    [Fact]
    public async Task Root_can_run_the_command_as_somebody_else()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can become another user.");
        using var watch = Watch(
            Myself, "id -u; id -g; id -G", grace: 5, ("NC_WATCH_UID", Nobody.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal("65534\n65534\n65534\n", await watch.StandardOutput.ReadToEndAsync(Ct));
    }

    private static Process Watch(
        WatchOwner owner, string command, int grace, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                Path.Combine(AppContext.BaseDirectory, "watch.sh"),
                owner.ProcessId.ToString(CultureInfo.InvariantCulture),
                owner.StartTime,
                grace.ToString(CultureInfo.InvariantCulture),
                "sh", "-c", command,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The watcher was not started.");
    }

    private static async Task<int> ExitCodeAsync(Process watch)
    {
        await watch.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return watch.ExitCode;
    }

    private async Task<int> CommandAsync()
    {
        await Soon.TrueAsync(() => File.Exists(ProcessFile), "the command runs", Ct);
        return int.Parse(await File.ReadAllTextAsync(ProcessFile, Ct), CultureInfo.InvariantCulture);
    }
}

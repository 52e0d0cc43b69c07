using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>Files, commands and output of machines, whatever an agent does in them.</summary>
public sealed class DockerFilesTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    public ValueTask InitializeAsync() => backend.ReadyAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_machine_that_ended_takes_files_too()
    {
        var spec = await backend.RunningAsync();
        await Provider.StopAsync(spec.Name, TimeSpan.FromSeconds(5), Ct);

        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("a/late.txt", "late")], Ct);

        Assert.Equal("late", await backend.OnVolumeAsync(spec.Volume, "cat /data/.openclaw/a/late.txt"));
    }

    [Fact]
    public async Task A_gateway_that_runs_sees_the_old_file_or_the_new_one()
    {
        var spec = await backend.RunningAsync();
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", new string('a', 500_000))], Ct);
        var reading = backend.InsideAsync(
            spec.Name,
            "node",
            "-e",
            """
            const { readFileSync, existsSync } = require("node:fs");
            let reads = 0;
            while (!existsSync("/data/.openclaw/stop")) {
              const text = readFileSync("/data/.openclaw/openclaw.json", "utf8");
              if (text.length !== 500000 || text[0] !== text.at(-1)) throw new Error(`after ${reads} reads: ${text.length}`);
              reads++;
            }
            console.log(reads > 0 ? "whole" : "never read");
            """);

        for (var round = 0; round < 10; round++)
        {
            await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", new string((char)('b' + round), 500_000))], Ct);
        }

        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("stop", "")], Ct);
        Assert.Equal("whole\n", await reading);
        Assert.Equal(
            "600 1000:1000\n", await backend.InsideAsync(spec.Name, "stat", "-c", "%a %u:%g", "/data/.openclaw/openclaw.json"));
        Assert.DoesNotContain(".seed", await backend.InsideAsync(spec.Name, "ls", "-a", "/data"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_runs_gets_files_in_new_folders_for_itself_alone()
    {
        var spec = await backend.RunningAsync();
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("x/y/z '\".txt", "deep"), new SeedFile("-n", "odd")], Ct);
        Assert.Equal(
            "700 700 600 deep odd",
            await backend.OnVolumeAsync(
                spec.Volume,
                "cd /data/.openclaw; echo $(stat -c %a x x/y \"x/y/z '\\\".txt\") $(cat x/y/z*) $(cat ./-n) | tr -d '\\n'"));
    }

    // Nothing runs, and somebody comes back to a volume that was prepared.
    [Theory]
    [InlineData("ln -s /etc a")]
    [InlineData("ln -s / a")]
    [InlineData("ln -s ../../../../../../etc a")]
    [InlineData("ln -s a a")]
    [InlineData("mkdir -p real/b; ln -s real a")]
    [InlineData("mkdir a; ln -s /etc a/b")]
    [InlineData("mkdir -p a/b/c.txt/full")]
    [InlineData("mkdir -p a/b; ln -s /etc/passwd a/b/c.txt")]
    [InlineData("mkdir -p a/b; mkfifo a/b/c.txt")]
    [InlineData("echo file > a")]
    [InlineData("cd ..; rm -rf .openclaw; ln -s /etc .openclaw")]
    public async Task What_an_agent_left_in_the_way_is_replaced_and_never_followed(string script)
    {
        var spec = await backend.CreatedAsync();
        await backend.OnVolumeAsync(spec.Volume, $"cd /data/.openclaw; {script}; chown -hR 1000:1000 /data");
        var before = await RootAsync(spec);

        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("a/b/c.txt", "ours")], Ct);

        Assert.Equal(
            "700 700 700 600 ours",
            await backend.OnVolumeAsync(
                spec.Volume,
                "cd /data/.openclaw; [ ! -L ../.openclaw ] && [ ! -L a ] && [ ! -L a/b ] && [ ! -L a/b/c.txt ]"
                    + " && echo $(stat -c %a . a a/b a/b/c.txt) $(cat a/b/c.txt) | tr -d '\\n'"));
        Assert.Equal(before, await RootAsync(spec));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_of_a_running_machine_is_a_fault_and_leaves_all_as_it_was()
    {
        var spec = await backend.RunningAsync();
        await backend.InsideAsync(spec.Name, "mkdir", "-p", "/data/.openclaw/openclaw.json/full");

        var fault = await Assert.ThrowsAsync<ProviderException>(
            () => Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", "{}")], Ct));

        Assert.True(fault.IsTransient);
        await Provider.StopAsync(spec.Name, TimeSpan.FromSeconds(5), Ct);
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", "{}")], Ct);
        Assert.Equal("{}", await backend.OnVolumeAsync(spec.Volume, "cat /data/.openclaw/openclaw.json"));
    }

    [Fact]
    public async Task The_container_of_a_command_is_gone_however_the_command_ends()
    {
        var impatient = backend.NewProvider(("CommandTimeout", "00:00:01"));
        var spec = await backend.CreatedAsync();
        Assert.Equal(0, (await Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct)).ExitCode);
        Assert.Equal([spec.Name], await NamesAsync(spec));

        await Provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript(Hangs: true))], Ct);
        var late = await Assert.ThrowsAsync<ProviderException>(() => impatient.ExecAsync(spec.Name, MachineCommand.DoctorFix, Ct));
        Assert.True(late.IsTransient);
        Assert.Equal("The command openclaw did not end within 1 seconds.", late.Message);
        Assert.Equal([spec.Name], await NamesAsync(spec));

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = Provider.ExecAsync(spec.Name, MachineCommand.DoctorFix, impatience.Token);
        await Eventually.HoldsAsync(async () => (await NamesAsync(spec)).Count == 2, _limit, Ct);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([spec.Name], await NamesAsync(spec));
    }

    [Fact]
    public async Task A_command_inside_a_running_machine_ends_in_time_with_all_that_it_started()
    {
        var impatient = backend.NewProvider(("CommandTimeout", "00:00:01"));
        var spec = await backend.RunningAsync();
        await Provider.SeedFilesAsync(spec.Name, [DockerBackend.Follow(new GatewayScript(Hangs: true))], Ct);

        Assert.True((await Assert.ThrowsAsync<ProviderException>(
            () => impatient.ExecAsync(spec.Name, MachineCommand.DoctorFix, Ct))).IsTransient);

        Assert.DoesNotContain("doctor", await backend.InsideAsync(spec.Name, "sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crash_left_of_a_command_is_nobody_s_and_goes_with_the_next_command_or_the_machine()
    {
        var spec = await backend.CreatedAsync();
        var later = backend.NewProvider(new Later(TimeSpan.FromMinutes(4)));

        var left = await LeaveCommandAsync(spec, "true");
        await Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct);
        Assert.Equal([spec.Name], await NamesAsync(spec));

        left = await LeaveCommandAsync(spec, "sleep 1000");
        var busy = await Assert.ThrowsAsync<ProviderException>(() => Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct));
        Assert.True(busy.IsTransient);
        Assert.StartsWith("Another command runs", busy.Message, StringComparison.Ordinal);
        Assert.True((await backend.Client.Containers.InspectContainerAsync(left, Ct)).State.Running);
        var listed = Assert.Single(await Provider.ListOwnedAsync(Ct), resource => resource.Name == left);
        Assert.Equal((OwnedResourceKind.Machine, null), (listed.Kind, listed.Instance));
        Assert.Equal(MachineState.Missing, await Provider.InspectAsync(left, Ct));

        // Longer than any command may take: its owner went away.
        Assert.Equal(0, (await later.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct)).ExitCode);
        Assert.Equal([spec.Name], await NamesAsync(spec));

        left = await LeaveCommandAsync(spec, "sleep 1000");
        await Provider.DeleteAsync(left, Ct);
        Assert.Equal([spec.Name], await NamesAsync(spec));

        await LeaveCommandAsync(spec, "sleep 1000");
        await Provider.DeleteAsync(spec.Name, Ct);
        Assert.Empty(await NamesAsync(spec));
        await Provider.DeleteVolumeAsync(spec.Volume, Ct);
    }

    [Fact]
    public async Task A_container_of_somebody_else_with_the_name_of_a_command_is_never_touched()
    {
        var spec = await backend.CreatedAsync();
        var foreign = await backend.MakeForeignContainerAsync($"{spec.Name}-command");

        Assert.False((await Assert.ThrowsAsync<ProviderException>(
            () => Provider.ExecAsync(spec.Name, MachineCommand.ValidateConfig, Ct))).IsTransient);
        await Provider.DeleteAsync(spec.Name, Ct);

        Assert.Equal(foreign, (await backend.Client.Containers.InspectContainerAsync($"{spec.Name}-command", Ct)).ID);
    }

    [Fact]
    public async Task However_much_a_machine_says_the_end_of_it_is_told()
    {
        var long200 = new string('x', 200_000);
        var spec = await backend.CreatedAsync(new GatewayScript(
            ExitCode: 0, Lines: [.. Enumerable.Range(0, 20).Select(number => $"{number} {long200}"), "the last ✓ one"]));
        await Provider.StartAsync(spec.Name, Ct);
        await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);

        var lines = await Provider.LogsAsync(spec.Name, int.MaxValue, Ct);

        Assert.Equal("the last ✓ one", lines[^1]);
        Assert.Equal($"19 {long200}", lines[^2]);
        Assert.InRange(lines.Sum(line => line.Length), 900_000, 1 << 20);
    }

    [Fact]
    public async Task Both_outputs_are_in_the_log()
    {
        var spec = await backend.RunningAsync();
        await Provider.StopAsync(spec.Name, TimeSpan.FromSeconds(5), Ct);
        await backend.OnVolumeAsync(spec.Volume, "echo '{ no json' > /data/.openclaw/fake-gateway.json");
        await Provider.StartAsync(spec.Name, Ct);
        await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);

        var lines = await Provider.LogsAsync(spec.Name, 1000, Ct);

        Assert.Contains(lines, line => line.StartsWith("listening", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("SyntaxError", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_size_of_a_volume_is_told_even_when_an_agent_hides_folders_with_odd_names()
    {
        var spec = await backend.RunningAsync();
        await backend.InsideAsync(spec.Name, "sh", "-c", "cd /data; head -c 3000000 /dev/zero > big; mkdir -m 0 \"$(printf '\\n9\\t')\"");

        var usage = await Provider.UsageAsync(spec.Name, Ct);

        Assert.InRange(usage!.VolumeBytes, 3_000_000, 4_000_000);
        Assert.InRange(usage.MemoryBytes, 10 << 20, 128 << 20);
    }

    private async Task<string> LeaveCommandAsync(MachineSpec spec, string script)
    {
        var name = $"{spec.Name}-command";
        await backend.Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Name = name,
                Image = backend.Image,
                Entrypoint = ["sh", "-c", script],
                Labels = new Dictionary<string, string>
                {
                    [MachineLabels.Installation] = backend.Engine.Id,
                    [MachineLabels.Instance] = spec.Instance.ToString(),
                    [MachineLabels.CommandOf] = spec.Name,
                },
                HostConfig = new HostConfig { NetworkMode = "none", Mounts = [new() { Type = "volume", Source = spec.Volume, Target = "/data" }] },
            },
            Ct);
        await backend.Client.Containers.StartContainerAsync(name, new ContainerStartParameters(), Ct);
        await Eventually.HoldsAsync(
            async () => (await backend.Client.Containers.InspectContainerAsync(name, Ct)).State.Status == (script == "true" ? "exited" : "running"),
            _limit,
            Ct);
        return name;
    }

    // What the machine's own file system looks like, past its volume.
    private static Task<string> RootAsync(MachineSpec spec) => DockerBackend.GetAsync($"/containers/{spec.Name}/changes");

    private async Task<IReadOnlyList<string>> NamesAsync(MachineSpec spec) =>
    [
        .. from container in await backend.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Ct)
           from name in container.Names
           where name.Contains(spec.Name, StringComparison.Ordinal)
           orderby name
           select name.TrimStart('/'),
    ];

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

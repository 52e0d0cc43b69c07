using System.Net;
using System.Net.Sockets;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Tests.Local;

/// <summary>Ports and files of gateways that share a computer.</summary>
public sealed class LocalFilesTests(LocalBackend backend) : IClassFixture<LocalBackend>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    [Fact]
    public async Task A_port_stays_with_its_machine_and_is_nobody_else_s()
    {
        var machines = new List<MachineSpec>();
        var ports = new List<int>();

        for (var number = 0; number < 5; number++)
        {
            machines.Add(await backend.CreatedAsync());
        }

        foreach (var machine in machines)
        {
            ports.Add((await Provider.CreateAsync(machine, Ct)).Port);
        }

        Assert.Equal(ports.Count, ports.Distinct().Count());
        await Provider.StartAsync(machines[0].Name, Ct);
        Assert.Equal(ports[0], (await Provider.InspectAsync(machines[0].Name, Ct)).Endpoint?.BaseAddress.Port);
        Assert.Equal(ports[0], (await Provider.CreateAsync(machines[0], Ct)).Port);
    }

    [Fact]
    public async Task A_port_that_somebody_took_meanwhile_is_given_up_before_and_at_the_start()
    {
        var spec = await backend.CreatedAsync();
        var first = (await Provider.CreateAsync(spec, Ct)).Port;
        using var squatter = Listen(first);

        var second = (await Provider.CreateAsync(spec, Ct)).Port;
        Assert.NotEqual(first, second);
        using var another = Listen(second);
        await Provider.StartAsync(spec.Name, Ct);

        var state = await Provider.InspectAsync(spec.Name, Ct);
        Assert.DoesNotContain(state.Endpoint?.BaseAddress.Port ?? 0, new[] { 0, first, second });
        await LocalBackend.AnswerAsync(state);
        Assert.Equal(state.Endpoint?.BaseAddress.Port, (await Provider.CreateAsync(spec, Ct)).Port);
    }

    [Fact]
    public async Task A_volume_in_use_is_not_deleted()
    {
        var spec = await backend.CreatedAsync();

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Provider.DeleteVolumeAsync(spec.Volume, Ct));

        Assert.True(fault.IsTransient);
        Assert.True(await Provider.VolumeExistsAsync(spec.Volume, Ct));
    }

    [Fact]
    public async Task A_volume_that_lost_its_state_is_not_replaced_by_an_empty_one()
    {
        var spec = await backend.CreatedAsync();
        Directory.Delete(backend.StateFile(spec.Volume, ""), recursive: true);

        await Assert.ThrowsAsync<ProviderException>(() => Provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct));
        await Assert.ThrowsAsync<ProviderException>(() => Provider.StartAsync(spec.Name, Ct));
        Assert.False(Directory.Exists(backend.StateFile(spec.Volume, "")));
    }

    [Fact]
    public async Task A_link_in_the_state_does_not_lead_a_seed_or_a_delete_out_of_it()
    {
        var spec = await backend.CreatedAsync();
        var outside = Directory.CreateDirectory(Path.Combine(backend.DataPath, $"outside-{spec.Name}")).FullName;
        var victim = Path.Combine(outside, "victim");
        await File.WriteAllTextAsync(victim, "untouched", Ct);
        Directory.CreateSymbolicLink(backend.StateFile(spec.Volume, "folder"), outside);
        File.CreateSymbolicLink(backend.StateFile(spec.Volume, "file"), victim);

        await Assert.ThrowsAsync<ProviderException>(() => Provider.SeedFilesAsync(spec.Name, [new SeedFile("folder/victim", "x")], Ct));
        await Provider.SeedFilesAsync(spec.Name, [new SeedFile("file", "x")], Ct);
        await Provider.DeleteAsync(spec.Name, Ct);
        await Provider.DeleteVolumeAsync(spec.Volume, Ct);

        Assert.Equal("untouched", await File.ReadAllTextAsync(victim, Ct));
    }

    [Fact]
    public async Task A_deletion_that_could_not_erase_everything_fails_however_often_it_is_repeated()
    {
        var (instance, volume) = (InstanceId.New(TimeProvider.System), $"stuck-{Guid.NewGuid():N}"[..20]);
        await Provider.EnsureVolumeAsync(instance, volume, Ct);
        await Unerasable.MakeAsync(backend.StateFile(volume, "credentials"), Ct);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(() => Provider.DeleteVolumeAsync(volume, Ct));

            // Owners read it: no word of the server's folders.
            Assert.Equal((true, "The server's disk failed."), (fault.IsTransient, fault.Message));
        }

        var left = Path.Combine(backend.DataPath, "volumes", $".{volume}.gone");
        await Unerasable.EraseAsync(Path.Combine(left, "state", "credentials"), Ct);
        await Provider.DeleteVolumeAsync(volume, Ct);
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task A_deletion_that_was_killed_is_finished_by_the_next_also_beside_a_new_volume_of_that_name()
    {
        var (instance, volume) = (InstanceId.New(TimeProvider.System), $"half-{Guid.NewGuid():N}"[..20]);
        await Provider.EnsureVolumeAsync(instance, volume, Ct);
        var left = Path.Combine(backend.DataPath, "volumes", $".{volume}.gone");
        Directory.Move(Path.Combine(backend.DataPath, "volumes", volume), left);
        await File.WriteAllTextAsync(Path.Combine(left, "state", "creds.json"), "secret", Ct);

        await Provider.EnsureVolumeAsync(instance, volume, Ct);
        await Provider.DeleteVolumeAsync(volume, Ct);

        Assert.False(Directory.Exists(left));
        Assert.False(await Provider.VolumeExistsAsync(volume, Ct));
    }

    [Fact]
    public async Task A_leftover_that_can_not_be_erased_keeps_nobody_from_starting()
    {
        var volumes = Path.Combine(backend.DataPath, "volumes");
        var (stuck, other) = (Path.Combine(volumes, ".a-stuck"), Path.Combine(volumes, ".b-other"));
        Directory.CreateDirectory(other);
        await Unerasable.MakeAsync(stuck, Ct);

        foreach (var leftover in (string[])[stuck, other])
        {
            Directory.SetLastWriteTimeUtc(leftover, DateTime.UnixEpoch);
        }

        var provider = backend.NewProvider();

        Assert.NotNull(await provider.ListOwnedAsync(Ct));
        Assert.False(Directory.Exists(other));
        await Unerasable.EraseAsync(stuck, Ct);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../machines")]
    [InlineData("/tmp")]
    [InlineData(".hidden")]
    [InlineData("Upper")]
    [InlineData("line\n")]
    public async Task A_name_that_could_lead_somewhere_else_is_refused(string name)
    {
        Assert.False((await Assert.ThrowsAsync<ProviderException>(() => Provider.InspectAsync(name, Ct))).IsTransient);
        Assert.False((await Assert.ThrowsAsync<ProviderException>(() => Provider.DeleteVolumeAsync(name, Ct))).IsTransient);
    }

    [Fact]
    public async Task Output_over_the_cap_becomes_the_older_file_and_is_still_read()
    {
        var spec = await backend.CreatedAsync(new GatewayScript(ExitCode: 0, Lines: ["new"]));
        await File.WriteAllTextAsync(
            backend.MachineFile(spec.Name, "output.log"), new string('x', 9 << 20) + "\nold\n", Ct);

        await Provider.StartAsync(spec.Name, Ct);
        await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);

        Assert.Equal(["old", "new"], await Provider.LogsAsync(spec.Name, 2, Ct));
        Assert.Equal("new\n", await File.ReadAllTextAsync(backend.MachineFile(spec.Name, "output.log"), Ct));
    }

    private static Socket Listen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }
}

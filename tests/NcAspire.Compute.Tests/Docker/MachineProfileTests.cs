using Docker.DotNet.Models;
using NcAspire.Compute.Docker;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

/// <summary>The body that makes a machine, field by field.</summary>
public sealed class MachineProfileTests
{
    private static readonly CreateContainerParameters _body = Machines.Body;
    private static readonly HostConfig _host = _body.HostConfig;

    [Fact]
    public void It_has_the_name_of_the_machine_and_the_checked_image()
    {
        Assert.Equal(Machines.Spec.Name, _body.Name);
        Assert.Equal("sha256:5b5702c6", _body.Image);
        Assert.Equal("gateway", _body.Hostname);
    }

    [Fact]
    public void It_runs_what_the_image_runs_as_a_user_without_rights()
    {
        Assert.Equal("1000:1000", _body.User);
        Assert.Null(_body.Cmd);
        Assert.Null(_body.Entrypoint);
        Assert.False(_body.Tty);
        Assert.False(_body.OpenStdin);
        Assert.Equal(["ALL"], _host.CapDrop);
        Assert.Null(_host.CapAdd);
        Assert.False(_host.Privileged);
        Assert.Null(_host.GroupAdd);
        Assert.True(_host.Init);
    }

    [Fact]
    public void It_can_gain_no_privileges_and_the_engine_s_own_filters_stay()
    {
        Assert.Equal(["no-new-privileges"], _host.SecurityOpt);
        Assert.Null(_host.MaskedPaths);
        Assert.Null(_host.ReadonlyPaths);
        Assert.Null(_host.Devices);
        Assert.Null(_host.DeviceCgroupRules);
        Assert.Null(_host.Sysctls);
    }

    [Fact]
    public void It_shares_no_namespace_with_anybody()
    {
        Assert.Equal("private", _host.IpcMode);
        Assert.Null(_host.PidMode);
        Assert.Null(_host.UTSMode);
        Assert.Null(_host.UsernsMode);
        Assert.Null(_host.CgroupParent);
    }

    [Fact]
    public void It_can_write_to_its_volume_and_to_a_small_tmp_only()
    {
        Assert.True(_host.ReadonlyRootfs);
        var mount = Assert.Single(_host.Mounts);
        Assert.Equal(("volume", Machines.Spec.Volume, "/data", false), (mount.Type, mount.Source, mount.Target, mount.ReadOnly));
        Assert.Equal("rw,nosuid,nodev,size=256m,mode=1777", Assert.Single(_host.Tmpfs, tmpfs => tmpfs.Key is "/tmp").Value);
        Assert.Single(_host.Tmpfs);
        Assert.Null(_host.Binds);
        Assert.Null(_host.VolumesFrom);
        Assert.Null(_body.Volumes);
    }

    [Fact]
    public void A_volume_that_the_engine_makes_by_itself_carries_our_labels() =>
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ncaspire.installation"] = "here",
                ["ncaspire.instance"] = "019a0000-0000-7000-8000-000000000001",
            },
            _host.Mounts[0].VolumeOptions.Labels);

    [Fact]
    public void It_is_in_the_tenants_network_and_publishes_nothing()
    {
        Assert.Equal("nc-internal", _host.NetworkMode);
        Assert.Null(_body.NetworkingConfig);
        Assert.Null(_body.ExposedPorts);
        Assert.Null(_host.PortBindings);
        Assert.False(_host.PublishAllPorts);
        Assert.Null(_host.ExtraHosts);
        Assert.Null(_host.DNS);
    }

    [Fact]
    public void Its_memory_CPU_and_processes_are_limited_and_it_gets_no_swap()
    {
        Assert.Equal(1536L << 20, _host.Memory);
        Assert.Equal(_host.Memory, _host.MemorySwap);
        Assert.Equal(700_000_000, _host.NanoCPUs);
        Assert.Equal(256, _host.PidsLimit);
        Assert.Null(_host.OomKillDisable);
    }

    [Fact]
    public void It_is_started_again_five_times_and_its_output_can_t_fill_the_disk()
    {
        Assert.Equal((RestartPolicyKind.OnFailure, 5), (_host.RestartPolicy.Name, _host.RestartPolicy.MaximumRetryCount));
        Assert.False(_host.AutoRemove);
        Assert.Equal(TimeSpan.FromSeconds(10), _body.StopTimeout);
        Assert.Equal("json-file", _host.LogConfig.Type);
        Assert.Equal(new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "3" }, _host.LogConfig.Config);
    }

    [Fact]
    public void Its_variables_are_the_backend_s_own_and_the_instance_s() =>
        Assert.Equal(
            [
                "HOME=/data", "OPENCLAW_STATE_DIR=/data/.openclaw", "OPENCLAW_GATEWAY_PORT=18789", "TMPDIR=/tmp",
                "OPENCLAW_PACKAGED_COMPILE_CACHE_RESPAWNED=1", "OPENCLAW_NO_RESPAWN=1", "OPENCLAW_OFFLINE=1",
            ],
            _body.Env);

    [Fact]
    public void Without_a_compile_cache_in_the_image_OpenClaw_is_not_told_of_one() =>
        Assert.DoesNotContain(
            MachineProfile.Of(Machines.Spec, Machines.Image with { Environment = [] }, Machines.Options).Env,
            variable => variable.Contains("COMPILE_CACHE", StringComparison.Ordinal));

    [Fact]
    public void Its_labels_tell_whose_it_is_and_what_it_was_made_with() =>
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ncaspire.installation"] = "here",
                ["ncaspire.instance"] = "019a0000-0000-7000-8000-000000000001",
                ["ncaspire.slug"] = "ada",
                ["ncaspire.image"] = "gateway:1",
                ["ncaspire.volume"] = Machines.Spec.Volume,
                ["ncaspire.memory"] = "1610612736",
                ["ncaspire.nano-cpus"] = "700000000",
            },
            _body.Labels);

    [Fact]
    public void What_it_was_made_for_is_read_back_from_it() =>
        Assert.Equivalent(Machines.Spec, MachineSpecs.Of(Machines.Made()), strict: true);

    [Fact]
    public void The_container_of_a_command_differs_by_command_network_and_name_alone()
    {
        var command = MachineProfile.OfCommand(Machines.Spec, Machines.Image, Machines.Options, ["openclaw", "doctor", "--fix"]);

        Assert.Equal($"{Machines.Spec.Name}-command", command.Name);
        Assert.Equal(["openclaw"], command.Entrypoint);
        Assert.Equal(["doctor", "--fix"], command.Cmd);
        Assert.Equal("none", command.HostConfig.NetworkMode);
        Assert.Equal(RestartPolicyKind.No, command.HostConfig.RestartPolicy.Name);
        Assert.Equal(Machines.Spec.Name, command.Labels["ncaspire.command-of"]);

        var same = Machines.Body;
        (command.Name, command.Entrypoint, command.Cmd) = (same.Name, null, null);
        (command.HostConfig.NetworkMode, command.HostConfig.RestartPolicy) = (same.HostConfig.NetworkMode, same.HostConfig.RestartPolicy);
        command.Labels.Remove("ncaspire.command-of");
        Assert.Equivalent(same, command, strict: true);
    }

    [Fact]
    public void A_look_into_a_volume_is_confined_as_a_machine_is_and_changes_nothing()
    {
        var look = MachineProfile.OfLook(Machines.Spec.Volume, Machines.Image, Machines.Options, ["sh", "-c", "true"]);

        Assert.Equal($"{Machines.Spec.Volume}-command", look.Name);
        Assert.Equal(["sh"], look.Entrypoint);
        Assert.Equal(["-c", "true"], look.Cmd);
        Assert.Equal(Machines.Body.User, look.User);
        Assert.Equal(
            [KeyValuePair.Create("ncaspire.command-of", Machines.Spec.Volume), KeyValuePair.Create("ncaspire.installation", Machines.Options.Installation)],
            look.Labels.OrderBy(label => label.Key));
        var mount = Assert.Single(look.HostConfig.Mounts);
        Assert.Equal((Machines.Spec.Volume, true, true), (mount.Source, mount.ReadOnly, mount.VolumeOptions.NoCopy));
        Assert.Equal(["ncaspire.installation"], mount.VolumeOptions.Labels.Keys);

        var (same, host) = (Machines.Body.HostConfig, look.HostConfig);
        Assert.Equal(("none", RestartPolicyKind.No), (host.NetworkMode, host.RestartPolicy.Name));
        Assert.Equal((Machines.Options.MemoryFloorBytes, host.Memory, 1_000_000_000), (host.Memory, host.MemorySwap, host.NanoCPUs));
        (host.NetworkMode, host.RestartPolicy, host.Mounts) = (same.NetworkMode, same.RestartPolicy, same.Mounts);
        (host.Memory, host.MemorySwap, host.NanoCPUs) = (same.Memory, same.MemorySwap, same.NanoCPUs);
        Assert.Equivalent(same, host, strict: true);
    }

    [Fact]
    public void Too_little_memory_is_refused_with_the_reason()
    {
        var fault = Refused(Machines.Spec with { MemoryBytes = (1L << 30) - 1 });
        Assert.Equal("1023 MiB of memory are too little: below 1024 MiB a gateway is ended by the kernel while it starts.", fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_of_CPUs_that_is_none_is_refused(double cpus) => Refused(Machines.Spec with { Cpus = cpus });

    [Theory]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("openclaw_offline")]
    [InlineData("OPENCLAW_")]
    [InlineData("OPENCLAW_A=B")]
    [InlineData("OPENCLAW_A\n")]
    [InlineData("LD_PRELOAD")]
    [InlineData("OPENCLAW_GATEWAY_TOKEN")]
    [InlineData("OPENCLAW_GATEWAY_PASSWORD")]
    [InlineData("OPENCLAW_STATE_DIR")]
    public void A_variable_that_is_not_the_instance_s_to_give_is_refused(string name) =>
        Refused(Machines.Spec with { Environment = new Dictionary<string, string> { [name] = "x" } });

    [Fact]
    public void A_value_that_holds_more_than_text_is_refused() =>
        Refused(Machines.Spec with { Environment = new Dictionary<string, string> { ["OPENCLAW_A"] = "x\0y" } });

    [Theory]
    [InlineData("")]
    [InlineData("NC-1")]
    [InlineData("-nc")]
    [InlineData("nc_1")]
    [InlineData("nc.1")]
    [InlineData("nc/../1")]
    [InlineData("nc%2f1")]
    [InlineData("nc-1\n")]
    public void A_name_that_is_none_is_refused(string name)
    {
        Refused(Machines.Spec with { Name = name });
        Refused(Machines.Spec with { Volume = name });
    }

    private static ProviderException Refused(MachineSpec spec)
    {
        var fault = Assert.Throws<ProviderException>(() => MachineProfile.Of(spec, Machines.Image, Machines.Options));
        Assert.False(fault.IsTransient);
        return fault;
    }
}

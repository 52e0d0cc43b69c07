using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Telemetry;
using NcAspire.Core.Workflows;
using NcAspire.Testing;

namespace NcAspire.Core.Tests.Telemetry;

public sealed class MeasuresTests(EmbeddedPostgres postgres, SchemaTemplate template) : CoreTest(postgres, template)
{
    [Fact]
    public async Task Each_operation_and_each_try_of_a_step_is_measured()
    {
        var world = await WorldAsync();
        using var heard = new HeardMeasures(world.Get<Measures>());
        world.Compute.Faults.FailAfter(nameof(FakeCompute.StartAsync), () => new ProviderException("away", isTransient: true));
        await world.RequestAsync(OperationKind.Create);
        await world.Get<OperationRunner>().RunNextAsync(Ct);
        await world.ExecuteAsync("update operations set not_before = now()");
        await world.RunAsync();

        Assert.Equal(1, heard.Count("ncaspire.operation.wait", ("kind", "create")));
        Assert.Equal(1, heard.Count("ncaspire.operation.duration", ("kind", "create"), ("outcome", "succeeded")));
        Assert.Equal(1, heard.Count("ncaspire.step.duration", ("step", "start"), ("outcome", "postponed")));
        Assert.Equal(1, heard.Count("ncaspire.step.duration", ("step", "start"), ("outcome", "done")));
        Assert.Equal(1, heard.Count("ncaspire.step.duration", ("step", "volume")));
    }

    [Fact]
    public async Task What_went_wrong_is_measured_by_its_reason()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        using var heard = new HeardMeasures(world.Get<Measures>());
        world.Compute.Crash(world.Id);

        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        await world.Get<ObserveInstances>().ExecuteAsync(Ct);

        Assert.Equal(1, heard.Sum("ncaspire.gateway.ends"));
        Assert.Equal(2, heard.Count("ncaspire.health.sweep.duration"));
    }

    [Fact]
    public async Task Instances_are_told_by_their_condition()
    {
        var world = await WorldAsync();
        await world.RequestAsync(OperationKind.Create);
        await world.RunAsync();
        world.Phone.Scan();
        await world.Get<ObserveInstances>().ExecuteAsync(Ct);
        using var heard = new HeardMeasures(world.Get<Measures>());

        await world.Get<CountInstances>().ExecuteAsync(Ct);
        heard.Look();

        Assert.Equal(1, heard.Sum("ncaspire.instances"));
        Assert.Equal(1, heard.Sum("ncaspire.instances", ("status", "running"), ("whatsapp", "connected")));
    }
}

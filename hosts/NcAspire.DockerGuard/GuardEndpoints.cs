using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.DockerGuard;

/// <summary>Every verb of the port, and nothing else.</summary>
internal static class GuardEndpoints
{
    private static readonly DoneAnswer _done = new();

    public static void MapGuard(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<EngineHealth>();
        app.MapGet(GuardVerbs.HealthPath, async http => await Answers.WriteAsync(http, await health.AskAsync(http.RequestAborted)));

        var watch = app.Services.GetRequiredService<WatchHandler>();
        app.MapPost(GuardVerbs.Watch.Path, watch.HandleAsync).WithMetadata(GuardVerbs.Watch);

        app.MapVolumes();
        app.MapLives();
        app.MapQuestions();
    }

    private static void MapVolumes(this WebApplication app)
    {
        var room = app.Services.GetRequiredService<Room>();

        app.Map(GuardVerbs.EnsureVolume, async (engine, request, token) =>
        {
            await room.RequireAsync(OwnedResourceKind.Volume, request.Volume, token);
            await engine.EnsureVolumeAsync(new InstanceId(request.Instance), request.Volume, token);
            return _done;
        });
        app.Map(GuardVerbs.VolumeExists, async (engine, request, token) =>
            new ExistsAnswer(await engine.VolumeExistsAsync(request.Volume, token)));
        app.Map(GuardVerbs.DeleteVolume, (engine, request, token) => DoneAsync(engine.DeleteVolumeAsync(request.Volume, token)));
        app.Map(GuardVerbs.DeleteNetwork, (engine, request, token) => DoneAsync(engine.DeleteNetworkAsync(request.Network, token)));
        app.Map(GuardVerbs.SeedFiles, (engine, request, token) => DoneAsync(engine.SeedFilesAsync(
            request.Machine, [.. request.Files.Select(file => new SeedFile(file.Path, file.Content))], token)));
    }

    private static void MapLives(this WebApplication app)
    {
        var room = app.Services.GetRequiredService<Room>();

        app.Map(GuardVerbs.Create, async (engine, request, token) =>
        {
            await room.RequireAsync(OwnedResourceKind.Machine, request.Machine, token);
            return PlacementAnswer.Of(await engine.CreateAsync(SpecOf(request), token));
        });
        app.Map(GuardVerbs.Start, (engine, request, token) => DoneAsync(engine.StartAsync(request.Machine, token)));
        app.Map(GuardVerbs.Stop, (engine, request, token) =>
            DoneAsync(engine.StopAsync(request.Machine, TimeSpan.FromMilliseconds(request.GraceMilliseconds), token)));
        app.Map(GuardVerbs.Delete, (engine, request, token) => DoneAsync(engine.DeleteAsync(request.Machine, token)));
        app.Map(GuardVerbs.Exec, async (engine, request, token) =>
        {
            var command = GuardCommands.Find(request.Command) ?? throw new InvalidOperationException("The policy let an unknown command pass.");
            var result = await engine.ExecAsync(request.Machine, command, token);
            return new CommandAnswer(result.ExitCode, result.Output);
        });
    }

    private static void MapQuestions(this WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();

        app.Map(GuardVerbs.Inspect, async (engine, request, token) => StateAnswer.Of(await engine.InspectAsync(request.Machine, token)));
        app.Map(GuardVerbs.Wait, (engine, request, token) => WaitAsync(engine, request.Machine, clock, token));
        app.Map(GuardVerbs.Logs, async (engine, request, token) =>
            new LogsAnswer(await engine.LogsAsync(request.Machine, request.Lines, token)));
        app.Map(GuardVerbs.Usage, async (engine, request, token) =>
            new UsageAnswer(await engine.UsageAsync(request.Machine, token) is { } usage ? UsageNumbers.Of(usage) : null));
        app.Map(GuardVerbs.ListOwned, async (engine, _, token) =>
            new OwnedAnswer([.. (await engine.ListOwnedAsync(token)).Select(OwnedEntry.Of)]));
        app.Map(GuardVerbs.Capacity, async (engine, _, token) => CapacityAnswer.Of(await engine.CapacityAsync(token)));
    }

    private static void Map<TRequest, TAnswer>(
        this WebApplication app,
        GuardVerb<TRequest, TAnswer> verb,
        Func<IComputeProvider, TRequest, CancellationToken, Task<TAnswer>> work)
        where TRequest : class, IGuardRequest
        where TAnswer : class
    {
        var handler = app.Services.GetRequiredService<VerbHandler>();
        app.MapPost(verb.Path, http => handler.HandleAsync(http, verb, work)).WithMetadata(verb);
    }

    private static async Task<DoneAnswer> DoneAsync(Task work)
    {
        await work;
        return _done;
    }

    private static async Task<WaitAnswer> WaitAsync(
        IComputeProvider engine, string machine, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var slice = new CancellationTokenSource(GuardVerbs.WaitSlice, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, slice.Token);
        try
        {
            return new WaitAnswer(StateAnswer.Of(await engine.WaitAsync(machine, either.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WaitAnswer(State: null);
        }
    }

    private static MachineSpec SpecOf(CreateMachineRequest request) => new(
        new InstanceId(request.Instance),
        Slug.TryParse(request.Slug) ?? throw new InvalidOperationException("The policy let a malformed slug pass."),
        request.Machine,
        request.Volume,
        request.Image,
        request.MemoryBytes,
        request.Cpus,
        request.Environment);
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Create, list, read, change and delete one's own instances.</summary>
public sealed class InstanceFunctions(
    CreateInstance create,
    ChangeInstance change,
    CheckHealth health,
    IInstanceStore instances,
    IObservationStore observations,
    TimeProvider clock)
{
    [Function("CreateInstance")]
    [Limited(Limit.InstanceCreate)]
    [Idempotent]
    [Summary("Creates an instance; its operation brings it up.")]
    [Takes(typeof(CreateInstanceRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(409, ProblemTypes.SlugTaken, ProblemTypes.InstanceCap)]
    [Refuses(422, ProblemTypes.InvalidSlug, ProblemTypes.UnknownRegion)]
    [Refuses(503, ProblemTypes.NoCapacity)]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<CreateInstanceRequest>(cancellationToken);
        return await create.ExecuteAsync(
            context.Owner(), body.Slug, body.Region, context.Actor(request), cancellationToken) switch
        {
            CreateOutcome.Accepted accepted => Accepted(accepted.Instance, accepted.Instance.Operation?.Id.Value),
            CreateOutcome.InvalidSlug invalid => Problems.InvalidSlug(invalid.Complaint),
            CreateOutcome.SlugTaken => Problems.SlugTaken(),
            CreateOutcome.CapReached reached => Problems.InstanceCap(reached.Cap),
            CreateOutcome.UnknownRegion => Problems.UnknownRegion(),
            CreateOutcome.NoCapacity noCapacity => Problems.NoCapacity(noCapacity.Why),
            _ => Problems.NotFound(),
        };
    }

    [Function("ListInstances")]
    [WithInstances]
    [SuppressMessage("Performance", "CA1822", Justification = "A function is a method of an instance.")]
    [Summary("All instances of the caller, newest first.")]
    [Answers(200, typeof(InstanceListResponse))]
    public IResult List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances")] HttpRequest request, FunctionContext context) =>
        TypedResults.Ok(new InstanceListResponse([.. context.Instances().Select(i => i.ToResponse())]));

    [Function("GetInstance")]
    [Summary("One instance with what is going on around it.")]
    [Answers(200, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{slug}")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Slug.TryParse(slug) is { } name && await instances.FindAsync(context.Owner(), name, cancellationToken) is { } found
            ? TypedResults.Ok(found.ToResponse())
            : Problems.NotFound();

    [Function("GetInstanceHealth")]
    [Summary("Asks the gateway how it is, now; every other read answers what was seen last.")]
    [Answers(200, typeof(HealthResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(502, ProblemTypes.GatewayUnreachable)]
    public async Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{slug}/health")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Slug.TryParse(slug) is { } name && await health.ExecuteAsync(context.Owner(), name, cancellationToken) is { } now
            ? TypedResults.Ok(new HealthResponse(now.Live, now.Ready, Names.Of(now.WhatsApp), now.Message, clock.GetUtcNow()))
            : Problems.NotFound();

    [Function("StartInstance")]
    [Limited(Limit.InstanceChange)]
    [Idempotent]
    [Summary("Starts a stopped or failed instance.")]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    [Refuses(503, ProblemTypes.NoCapacity)]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/start")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        ChangeAsync(slug, name => change.StartAsync(context.Owner(), name, context.Actor(request), cancellationToken));

    [Function("StopInstance")]
    [Limited(Limit.InstanceChange)]
    [Idempotent]
    [Summary("Stops a running instance; its data stays.")]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    public Task<IResult> StopAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/stop")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        ChangeAsync(slug, name => change.StopAsync(context.Owner(), name, context.Actor(request), cancellationToken));

    [Function("RestartInstance")]
    [Limited(Limit.InstanceChange)]
    [Idempotent]
    [Summary("Stops a running instance and starts it again; the WhatsApp link stays.")]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    public Task<IResult> RestartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/restart")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        ChangeAsync(slug, name => change.RestartAsync(context.Owner(), name, context.Actor(request), cancellationToken));

    [Function("RepairInstance")]
    [Limited(Limit.InstanceChange)]
    [Idempotent]
    [Summary("Makes the machine of a running or failed instance anew; its data and the WhatsApp link stay.")]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    [Refuses(503, ProblemTypes.NoCapacity)]
    public Task<IResult> RepairAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/repair")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        ChangeAsync(slug, name => change.RepairAsync(context.Owner(), name, context.Actor(request), cancellationToken));

    [Function("DismissIncident")]
    [Limited(Limit.InstanceChange)]
    [Summary("Takes the last incident off the instance; it stays in the audit log.")]
    [Answers(204)]
    [Refuses(404, ProblemTypes.NotFound)]
    public async Task<IResult> DismissIncidentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "instances/{slug}/incident")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Slug.TryParse(slug) is { } name && await observations.DismissIncidentAsync(context.Owner(), name, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    [Function("DeleteInstance")]
    [Limited(Limit.InstanceChange)]
    [Summary("Deletes an instance with all its data.")]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "instances/{slug}")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        ChangeAsync(slug, name => change.DeleteAsync(context.Owner(), name, context.Actor(request), cancellationToken));

    internal static IResult Answer(ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Accepted accepted => Accepted(accepted.Instance, accepted.Operation.Value),
        ChangeOutcome.WrongStatus wrong => Problems.InstanceState(wrong.Status),
        ChangeOutcome.Busy busy => Problems.Busy(busy.Kind),
        ChangeOutcome.Conflict conflict => Problems.SettingsConflict(conflict.Complaint),
        ChangeOutcome.NoRoom noRoom => Problems.NoCapacity(noRoom.Why),
        _ => Problems.NotFound(),
    };

    private static async Task<IResult> ChangeAsync(string slug, Func<Slug, Task<ChangeOutcome>> change) =>
        Slug.TryParse(slug) is { } name ? Answer(await change(name)) : Problems.NotFound();

    private static IResult Accepted(InstanceDetail instance, Guid? operation) =>
        TypedResults.Accepted($"/api/operations/{operation}", instance.ToResponse());
}

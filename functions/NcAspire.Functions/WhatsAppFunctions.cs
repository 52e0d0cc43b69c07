using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Who may write to the assistant, and linking a phone.</summary>
public sealed class WhatsAppFunctions(ChangeInstance change, StartLink start, WaitLink wait, Unlink unlink)
{
    private const int DefaultWaitSeconds = 25;
    private const int LongestWaitSeconds = 60;

    [Function("SetOwner")]
    [Limited(Limit.InstanceChange)]
    [Summary("Sets the number that the assistant answers, and whose number gets linked.")]
    [Takes(typeof(SetOwnerRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress, ProblemTypes.SettingsConflict)]
    [Refuses(422, ProblemTypes.InvalidPhone, ProblemTypes.InvalidRequest)]
    public async Task<IResult> SetOwnerAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "instances/{slug}/whatsapp/owner")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SetOwnerRequest>(cancellationToken);
        if (PhoneNumber.TryParse(body.Phone) is not { } phone)
        {
            return Problems.InvalidPhone();
        }

        if (Names.Number(body.Number) is not { } number)
        {
            return Problems.Invalid("number", $"Say \"{NumberKinds.Own}\" or \"{NumberKinds.Separate}\".");
        }

        return Slug.TryParse(slug) is { } name
            ? InstanceFunctions.Answer(await change.SetOwnerAsync(
                context.Owner(), name, phone, number, context.Actor(request), cancellationToken))
            : Problems.NotFound();
    }

    [Function("SetAccess")]
    [Limited(Limit.InstanceChange)]
    [Summary("Lets everybody write to the assistant, up to a daily limit, or its owner alone.")]
    [Takes(typeof(SetAccessRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress, ProblemTypes.SettingsConflict)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> SetAccessAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "instances/{slug}/whatsapp/access")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SetAccessRequest>(cancellationToken);
        if (body.Everyone && body.DailyRequests is not (>= 1 and <= OpenAccess.Most))
        {
            return Problems.Invalid("dailyRequests", $"Say how often its model may be asked on one day, 1 to {OpenAccess.Most}.");
        }

        var open = body.Everyone ? new OpenAccess(body.DailyRequests ?? OpenAccess.Most) : null;
        return Slug.TryParse(slug) is { } name
            ? InstanceFunctions.Answer(await change.SetAccessAsync(context.Owner(), name, open, context.Actor(request), cancellationToken))
            : Problems.NotFound();
    }

    [Function("StartQr")]
    [Limited(Limit.QrStart)]
    [Summary("Begins to link a phone, or joins the attempt that is going on, and answers its code.")]
    [Answers(200, typeof(QrStartResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.NotRunning, ProblemTypes.AlreadyLinked)]
    [Refuses(502, ProblemTypes.WhatsAppUnreachable)]
    public async Task<IResult> StartQrAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/whatsapp/qr/start")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        return await start.ExecuteAsync(context.Owner(), name, context.Actor(request), cancellationToken) switch
        {
            StartLinkOutcome.Shown shown =>
                TypedResults.Ok(new QrStartResponse(shown.QrDataUrl, shown.Link.Message, shown.Link.ExpiresAt)),
            StartLinkOutcome.NotRunning => Problems.NotRunning(),
            StartLinkOutcome.AlreadyLinked linked => Problems.AlreadyLinked(linked.Self),
            StartLinkOutcome.Unreachable unreachable => Problems.WhatsAppUnreachable(unreachable.Message),
            _ => Problems.NotFound(),
        };
    }

    [Function("WaitQr")]
    [Summary("Waits until the phone is connected, the attempt is over, or another code replaced the current one.")]
    [Takes(typeof(QrWaitRequest), IsOptional = true)]
    [Answers(200, typeof(QrWaitResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> WaitQrAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/whatsapp/qr/wait")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadOrDefaultAsync<QrWaitRequest>(cancellationToken) ?? new QrWaitRequest();
        if (body.TimeoutSeconds is < 1 or > LongestWaitSeconds)
        {
            return Problems.Invalid("timeoutSeconds", $"Wait between 1 and {LongestWaitSeconds} seconds.");
        }

        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        var timeout = TimeSpan.FromSeconds(body.TimeoutSeconds ?? DefaultWaitSeconds);
        return await wait.ExecuteAsync(context.Owner(), name, body.CurrentQrDataUrl, timeout, cancellationToken) is WaitLinkOutcome.Now now
            ? TypedResults.Ok(new QrWaitResponse(now.Connected, now.Message, now.QrDataUrl))
            : Problems.NotFound();
    }

    [Function("UnlinkWhatsApp")]
    [Limited(Limit.InstanceChange)]
    [Summary("Removes the link to the phone.")]
    [Answers(204)]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.NotRunning)]
    [Refuses(502, ProblemTypes.GatewayUnreachable)]
    public async Task<IResult> UnlinkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{slug}/whatsapp/logout")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        return await unlink.ExecuteAsync(context.Owner(), name, context.Actor(request), cancellationToken) switch
        {
            UnlinkOutcome.Unlinked => TypedResults.NoContent(),
            UnlinkOutcome.NotRunning => Problems.NotRunning(),
            _ => Problems.NotFound(),
        };
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>One's own password, sessions and data, and the end of the account.</summary>
public sealed class OwnAccountFunctions(
    ChangePassword changePassword,
    CloseAccount close,
    CollectAccountData collect,
    IAccountStore accounts,
    InstanceOptions instances,
    TimeProvider clock)
{
    [Function("ChangePassword")]
    [Limited(Limit.AccountChange)]
    [Summary("Replaces the password. Every other session ends, and every personal token.")]
    [Takes(typeof(ChangePasswordRequest))]
    [Answers(204)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> ChangePasswordAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/password")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<ChangePasswordRequest>(cancellationToken);
        return await changePassword.ExecuteAsync(
            context.Session(), body.CurrentPassword, body.NewPassword, context.Actor(request), cancellationToken) switch
        {
            PasswordOutcome.Changed => TypedResults.NoContent(),
            PasswordOutcome.Invalid invalid => Problems.Invalid("newPassword", invalid.Complaint),
            PasswordOutcome.TooMany tooMany => Problems.TooManyRequests(request.HttpContext.Response, tooMany.RetryAfter),
            _ => Problems.Invalid("currentPassword", "This is not your current password."),
        };
    }

    [Function("ListSessions")]
    [Summary("Where one is logged in, newest first.")]
    [Answers(200, typeof(SessionListResponse))]
    public async Task<IResult> SessionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/sessions")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var all = await accounts.ListSessionsAsync(context.Owner(), cancellationToken);
        return TypedResults.Ok(new SessionListResponse([.. all.Select(s => s.ToResponse(context.Session()))]));
    }

    [Function("EndSession")]
    [Summary("Ends one of one's sessions.")]
    [Answers(204)]
    [Refuses(404, ProblemTypes.NotFound)]
    public async Task<IResult> EndSessionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions/{id}")] HttpRequest request,
        string id,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var key)
        && await accounts.EndSessionAsync(context.Owner(), key, context.Actor(request), cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound();

    [Function("EndOtherSessions")]
    [Summary("Ends all of one's sessions but the one that asks.")]
    [Answers(204)]
    public async Task<IResult> EndOtherSessionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/sessions")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        await accounts.EndOtherSessionsAsync(context.Owner(), context.Session().Id, context.Actor(request), cancellationToken);
        return TypedResults.NoContent();
    }

    [Function("ExportAccount")]
    [Limited(Limit.Export)]
    [Summary("All that is stored about the account, without any secret.")]
    [Answers(200, typeof(AccountExportResponse))]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/export")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var (session, owner) = (context.Session(), context.Owner());
        var data = await collect.ExecuteAsync(owner, cancellationToken);
        request.HttpContext.Response.Headers.ContentDisposition = "attachment; filename=\"ncaspire-account.json\"";
        return TypedResults.Ok(new AccountExportResponse(
            clock.GetUtcNow(),
            session.ToResponse(instances),
            [.. data.Sessions.Select(s => s.ToResponse(session))],
            [.. data.Instances.Select(i => i.ToResponse())],
            [.. data.Audit.Select(e => e.ToResponse(owner))],
            data.AuditIsComplete));
    }

    [Function("DeleteAccount")]
    [Limited(Limit.AccountChange)]
    [Summary("Ends the account: all sessions at once, then every instance with its data, then the account. The audit log stays.")]
    [Takes(typeof(DeleteAccountRequest))]
    [Answers(202)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/delete")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<DeleteAccountRequest>(cancellationToken);
        return await close.ExecuteAsync(context.Session(), body.Password, context.Actor(request), cancellationToken) switch
        {
            Confirmation.Right => TypedResults.Accepted((string?)null),
            Confirmation.TooMany tooMany => Problems.TooManyRequests(request.HttpContext.Response, tooMany.RetryAfter),
            _ => Problems.Invalid("password", "This is not your password."),
        };
    }
}

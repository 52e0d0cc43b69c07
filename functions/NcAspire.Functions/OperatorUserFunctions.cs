using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Core.Operators;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>What those who run this server can do about one user.</summary>
public sealed class OperatorUserFunctions(
    IAccountStore accounts, IInstanceStore instances, LockAccount lockAccount, InstanceOptions options)
{
    private const int HighestCap = 1000;

    [Function("FindUser")]
    [OperatorOnly(ReadsPeople = true)]
    [Summary("The account with an e-mail address.")]
    [Query("email", "The address, without regard to case.", IsRequired = true)]
    [Answers(200, typeof(OpsUserResponse))]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> FindAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/users")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Page.One(request, "email") is not { } email || !Credentials.IsEmail(email)
            ? Problems.Invalid("email", "Give one e-mail address such as name@example.com.")
            : await AnswerAsync(await accounts.FindUserAsync(email, cancellationToken) is { } user ? user.Id : null, cancellationToken);

    [Function("SetUserCap")]
    [OperatorOnly]
    [Summary("Sets how many instances an account may have at once. What it has stays.")]
    [Takes(typeof(SetCapRequest))]
    [Answers(200, typeof(OpsUserResponse))]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> SetCapAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "ops/users/{id}/cap")] HttpRequest request,
        string id,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SetCapRequest>(cancellationToken);
        if (body.InstanceCap is < 0 or > HighestCap)
        {
            return Problems.Invalid("instanceCap", $"Give a number from 0 to {HighestCap}, or null.");
        }

        return UserOf(id) is { } user
            && await accounts.SetCapAsync(user, body.InstanceCap, Operator(context, request), cancellationToken)
            ? await AnswerAsync(user, cancellationToken)
            : Problems.NotFound();
    }

    [Function("LockUser")]
    [OperatorOnly]
    [Summary("Shuts an account out at once: its sessions and tokens end, and it can't log in.")]
    [Takes(typeof(LockUserRequest))]
    [Answers(200, typeof(LockUserResponse))]
    public async Task<IResult> LockAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/users/{id}/lock")] HttpRequest request,
        string id,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<LockUserRequest>(cancellationToken);
        return UserOf(id) is { } user
            && await lockAccount.ExecuteAsync(user, body.StopInstances, Operator(context, request), cancellationToken) is { } outcome
            && await ReadAsync(user, cancellationToken) is { } found
            ? TypedResults.Ok(new LockUserResponse(
                found, [.. outcome.Stopping.Select(s => s.Value)], [.. outcome.Left.Select(s => s.Value)]))
            : Problems.NotFound();
    }

    [Function("UnlockUser")]
    [OperatorOnly]
    [Summary("Lets a locked account log in again; its earlier sessions stay ended.")]
    [Answers(200, typeof(OpsUserResponse))]
    public async Task<IResult> UnlockAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/users/{id}/unlock")] HttpRequest request,
        string id,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        UserOf(id) is { } user && await accounts.UnlockAsync(user, Operator(context, request), cancellationToken)
            ? await AnswerAsync(user, cancellationToken)
            : Problems.NotFound();

    private async Task<IResult> AnswerAsync(UserId? user, CancellationToken cancellationToken) =>
        user is { } key && await ReadAsync(key, cancellationToken) is { } found ? TypedResults.Ok(found) : Problems.NotFound();

    private async Task<OpsUserResponse?> ReadAsync(UserId user, CancellationToken cancellationToken) =>
        await accounts.FindAccountAsync(user, cancellationToken) is { } account
            ? account.ToResponse(await instances.ListAsync(user, cancellationToken), options.CapPerUser)
            : null;

    private static UserId? UserOf(string id) => Guid.TryParseExact(id, "D", out var key) ? new UserId(key) : null;

    private static Actor Operator(FunctionContext context, HttpRequest request) => new(null, context.Address(request));
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Who did what: an instance's part for its owner, all of it for operators.</summary>
public sealed class AuditFunctions(IAuditLog log, VerifyAudit verify, IInstanceStore instances)
{
    private const int Batch = 500;

    [Function("GetInstanceAudit")]
    [Summary("What was done to an instance and by whom, newest first.")]
    [Query("cursor", Page.CursorText)]
    [Query("limit", Page.LimitText, Type = "integer")]
    [Query("format", Page.FormatText)]
    [Answers(200, typeof(AuditListResponse), ContentType = LinesResult<AuditEntryResponse>.ContentType)]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> InstanceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{slug}/audit")] HttpRequest request,
        string slug,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        if (Slug.TryParse(slug) is not { } name || await instances.FindAsync(context.Owner(), name, cancellationToken) is not { } found)
        {
            return Problems.NotFound();
        }

        var (page, filter, owner) = (Page.Of(request), new AuditFilter(Instance: found.Instance.Id), context.Owner());
        if (page.IsExport)
        {
            return new LinesResult<AuditEntryResponse>(
                AllAsync(filter, e => e.ToResponse(owner), cancellationToken), $"{name}-audit", cancellationToken);
        }

        // The cursor is a key, not a number: numbers count what happens on the whole server.
        if (page.Cursor is not null)
        {
            filter = filter with
            {
                Before = (Guid.TryParseExact(page.Cursor, "D", out var last) ? await log.FindSequenceAsync(filter, last, cancellationToken) : null)
                    ?? throw Page.NoCursor(),
            };
        }

        var (items, next) = await PageAsync(filter, page, cancellationToken);
        return TypedResults.Ok(new AuditListResponse([.. items.Select(e => e.ToResponse(owner))], next?.Id.ToString()));
    }

    [Function("ListAudit")]
    [OperatorOnly(ReadsPeople = true)]
    [Summary("The audit log of the whole server, newest first.")]
    [Query("user", "Key of the user whom entries are about.")]
    [Query("instance", "Key of the instance that entries are about.")]
    [Query("cursor", Page.CursorText)]
    [Query("limit", Page.LimitText, Type = "integer")]
    [Query("format", Page.FormatText)]
    [Answers(200, typeof(OpsAuditListResponse), ContentType = LinesResult<OpsAuditEntryResponse>.ContentType)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/audit")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var page = Page.Of(request);
        var filter = new AuditFilter(
            Key(request, "user") is { } user ? new(user) : null, Key(request, "instance") is { } instance ? new(instance) : null);
        if (page.IsExport)
        {
            return new LinesResult<OpsAuditEntryResponse>(
                AllAsync(filter, e => e.ToResponse(), cancellationToken), "audit", cancellationToken);
        }

        if (page.Cursor is not null)
        {
            filter = filter with
            {
                Before = long.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : throw Page.NoCursor(),
            };
        }

        var (items, next) = await PageAsync(filter, page, cancellationToken);
        return TypedResults.Ok(new OpsAuditListResponse(
            [.. items.Select(e => e.ToResponse())], next?.Sequence.ToString(CultureInfo.InvariantCulture)));
    }

    [Function("VerifyAudit")]
    [OperatorOnly]
    [Summary("Goes through the whole audit log and says the first entry that is not as it was written.")]
    [Answers(200, typeof(AuditVerificationResponse))]
    public async Task<IResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/audit/verify")] HttpRequest request,
        CancellationToken cancellationToken) =>
        TypedResults.Ok((await verify.ExecuteAsync(cancellationToken)).ToResponse());

    // One more than asked for tells whether there is a next page.
    private async Task<(IReadOnlyList<AuditRecord> Items, AuditRecord? Next)> PageAsync(
        AuditFilter filter, Page page, CancellationToken cancellationToken)
    {
        var found = await log.ListAsync(filter, page.Limit + 1, cancellationToken);
        return found.Count > page.Limit ? ([.. found.Take(page.Limit)], found[page.Limit - 1]) : (found, null);
    }

    private async IAsyncEnumerable<T> AllAsync<T>(
        AuditFilter filter, Func<AuditRecord, T> view, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await log.ListAsync(filter, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var entry in batch)
            {
                yield return view(entry);
            }

            filter = filter with { Before = batch[^1].Sequence };
        }
    }

    private static Guid? Key(HttpRequest request, string name) => Page.One(request, name) switch
    {
        null => null,
        { } text when Guid.TryParseExact(text, "D", out var key) => key,
        _ => throw Problems.InvalidField(name, $"Give the key of the {name}, such as {Guid.Empty}."),
    };
}

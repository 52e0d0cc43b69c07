using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Channels;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;

namespace NcAspire.Functions;

/// <summary>The chats beside WhatsApp. Tokens go in and never come out.</summary>
public sealed class ChannelFunctions(ChangeChannel change)
{
    [Function("SetChannel")]
    [Limited(Limit.KeyWrite)]
    [Summary("Writes or removes the tokens of a chat and says who may write there, all of it or nothing.")]
    [Takes(typeof(SetChannelRequest))]
    [Answers(202, typeof(InstanceResponse))]
    [Refuses(404, ProblemTypes.NotFound)]
    [Refuses(409, ProblemTypes.InstanceState, ProblemTypes.OperationInProgress)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    public async Task<IResult> SetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "instances/{slug}/channels/{channel}")] HttpRequest request,
        string slug,
        string channel,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SetChannelRequest>(cancellationToken);
        if (Slug.TryParse(slug) is not { } name)
        {
            return Problems.NotFound();
        }

        var tokens = body.Tokens ?? new Dictionary<string, string?>();
        return await change.ExecuteAsync(
            context.Owner(), name, channel, tokens, body.AllowFrom, context.Actor(request), cancellationToken) switch
        {
            ChannelOutcome.Invalid invalid => Problems.Invalid(invalid.Field, invalid.Complaint),
            ChannelOutcome.Decided decided => InstanceFunctions.Answer(decided.Outcome),
            _ => Problems.NotFound(),
        };
    }
}

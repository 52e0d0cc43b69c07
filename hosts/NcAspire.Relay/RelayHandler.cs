using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Relay.Vendors;

namespace NcAspire.Relay;

/// <summary>Lets a request in, or says why not: target, token, form, place, limit and key, in this order.</summary>
internal sealed partial class RelayHandler(
    Passes passes,
    Gates<InstanceId> gates,
    UsageLedger ledger,
    Exchange exchange,
    OwnAnswers answers,
    RelayOptions options,
    TimeProvider clock,
    ILogger<RelayHandler> logger)
{
    /// <summary>Answers a request.</summary>
    /// <param name="http">The request, of which nothing is read yet.</param>
    /// <param name="admitted">Is told of the call as soon as it is known whose it is.</param>
    /// <exception cref="RefusedException">It is not let in.</exception>
    public async Task HandleAsync(HttpContext http, Action<Call> admitted)
    {
        var target = RelayTarget.TryParse(http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, "not-found", "The relay has nothing at this address.");
        var pass = await FindPassAsync(http);
        RequireJson(http.Request);

        var call = new Call(target, pass);
        admitted(call);
        using var place = gates.TryEnter(pass.Grant.Instance) ?? throw new RefusedException(
            StatusCodes.Status429TooManyRequests, "busy", "This assistant has too many requests under way.", TimeSpan.FromSeconds(1));

        using var deadline = new Deadline(options.TotalTimeout, options.FirstByteTimeout, clock, http.RequestAborted);
        var body = new PassingBody(http.Request, call.Request, () => deadline.Expect(options.FirstByteTimeout));

        if (await ledger.AdmitAsync(pass.Grant.Instance, target.Vendor, pass.Grant.Open, http.RequestAborted) is { } limit)
        {
            await TellAsync(http, call, body, limit, deadline);
            return;
        }

        var (key, why) = await FindKeyAsync(pass, target.Vendor, http.RequestAborted);
        await (key is null ? TellAsync(http, call, body, why, deadline) : exchange.RunAsync(http, call, key, body, deadline));
    }

    // Without a master key there is nothing that an owner could do, so that goes on as a fault of ours.
    private async ValueTask<(VendorKey? Key, ModelFaultKind Why)> FindKeyAsync(Pass pass, ModelVendor vendor, CancellationToken cancellationToken)
    {
        try
        {
            return (await pass.FindKeyAsync(vendor, cancellationToken), ModelFaultKind.NoKey);
        }
        catch (VaultException fault) when (fault.IsOfOneSecret)
        {
            Log.Unreadable(logger, fault);
            return (null, ModelFaultKind.KeyUnreadable);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson || request.Headers.ContentEncoding.Count > 0)
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "not-json", "The relay takes plain JSON.");
        }
    }

    private async ValueTask<Pass> FindPassAsync(HttpContext http) =>
        BroughtToken.Of(http.Request.Headers) is { } token
        && await passes.FindAsync(token, http.Connection.RemoteIpAddress ?? IPAddress.None, http.RequestAborted) is { } pass
            ? pass
            : throw new RefusedException(StatusCodes.Status401Unauthorized, "unauthorized", "The request does not bring a token that the relay knows.");

    // Whether the answer is wanted in events stands in the body.
    private async Task TellAsync(HttpContext http, Call call, PassingBody body, ModelFaultKind kind, Deadline deadline)
    {
        await body.ReadRestAsync(deadline.Token);
        await answers.TellAsync(http, call, kind);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A key that is stored can't be opened.")]
        public static partial void Unreadable(ILogger logger, VaultException fault);
    }
}

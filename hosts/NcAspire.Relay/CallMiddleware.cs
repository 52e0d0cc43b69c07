using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;

namespace NcAspire.Relay;

/// <summary>Outermost: whatever goes wrong becomes one answer, and every request one line of the log, without anything that was in it.</summary>
internal sealed partial class CallMiddleware(RelayHandler handler, TimeProvider clock, ILogger<CallMiddleware> logger)
{
    private static readonly TimeSpan _storeIsBack = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext http)
    {
        var began = clock.GetTimestamp();
        Call? call = null;
        RefusedException? refusal = null;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await handler.HandleAsync(http, admitted => call = admitted);
        }
        catch (Exception fault)
        {
            refusal = Refusal(http, fault);
            await RefuseAsync(http, refusal);
        }
        finally
        {
            Record(http, call, refusal, began);
        }
    }

    private RefusedException Refusal(HttpContext http, Exception fault)
    {
        switch (fault)
        {
            case RefusedException refused:
                return refused;
            case BadHttpRequestException { StatusCode: var status }:
                return new RefusedException(status, "bad-request", "The request is too large, too slow or broken.");
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return new RefusedException(StatusCodes.Status499ClientClosedRequest, "caller-gone", "The caller went away.");
            case VaultException { IsTransient: false }:
                Log.NoMasterKey(logger, fault);
                return Unavailable();
            case DbException or VaultException or TimeoutException:
                Log.StoreAway(logger, fault);
                return Unavailable();
            default:
                Log.Failed(logger, fault);
                return Unavailable();
        }

        static RefusedException Unavailable() =>
            new(StatusCodes.Status503ServiceUnavailable, "unavailable", "The relay can't serve anybody just now.", _storeIsBack);
    }

    // In the form of problem details (RFC 9457), with the member "error" that the vendors' clients look for.
    private static async Task RefuseAsync(HttpContext http, RefusedException refusal)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/problem+json";
        if (refusal.RetryAfter is { } after)
        {
            http.Response.Headers.RetryAfter = $"{Math.Ceiling(after.TotalSeconds):0}";
        }

        await http.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(new
            {
                type = $"urn:ncaspire:{refusal.Type}",
                title = refusal.Message,
                status = refusal.Status,
                error = new { type = refusal.Type, message = refusal.Message },
            }),
            http.RequestAborted);
    }

    private void Record(HttpContext http, Call? call, RefusedException? refusal, long began)
    {
        var milliseconds = (long)clock.GetElapsedTime(began).TotalMilliseconds;
        if (call is null)
        {
            Log.Refused(logger, refusal?.Type ?? "none", http.Response.StatusCode, http.Connection.RemoteIpAddress?.ToString() ?? "nowhere", milliseconds);
            return;
        }

        var outcome = refusal?.Type ?? (call.IsGivenUp ? "given-up" : call.Fault is { } fault ? Name(fault) : "done");
        var firstByte = call.FirstByteAt is { } at ? (long)clock.GetElapsedTime(began, at).TotalMilliseconds : -1;
        Log.Relayed(
            logger,
            call.Pass.Grant.Instance.Value,
            call.Target.Vendor.Id,
            outcome,
            http.Response.StatusCode,
            milliseconds,
            firstByte,
            call.InputTokens,
            call.OutputTokens);
    }

    private static string Name(ModelFaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Information,
            "Instance {Instance} and {Vendor}: {Outcome} ({Status}) in {Milliseconds} ms, first byte after {FirstByte} ms, {InputTokens} tokens in, {OutputTokens} out.")]
        public static partial void Relayed(
            ILogger logger, Guid instance, string vendor, string outcome, int status, long milliseconds, long firstByte, long inputTokens, long outputTokens);

        [LoggerMessage(LogLevel.Information, "Not let in: {Reason} ({Status}), from {Address}, in {Milliseconds} ms.")]
        public static partial void Refused(ILogger logger, string reason, int status, string address, long milliseconds);

        [LoggerMessage(LogLevel.Warning, "A request could not be served: what it needs is away.")]
        public static partial void StoreAway(ILogger logger, Exception fault);

        [LoggerMessage(LogLevel.Error, "A request could not be served: a master key is missing.")]
        public static partial void NoMasterKey(ILogger logger, Exception fault);

        [LoggerMessage(LogLevel.Error, "A request failed unexpectedly.")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}

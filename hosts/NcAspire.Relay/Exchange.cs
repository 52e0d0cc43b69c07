using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Relay;
using NcAspire.Relay.Answers;
using NcAspire.Relay.Reading;
using NcAspire.Relay.Vendors;

namespace NcAspire.Relay;

/// <summary>Takes a request to its vendor and the answer back, as it comes.</summary>
internal sealed class Exchange(
    VendorClient vendors, UsageLedger ledger, Faults faults, OwnAnswers answers, RelayOptions options, TimeProvider clock)
{
    private const int PieceSize = 16 << 10;

    // What vendors say when they refuse is far shorter.
    private const int MaxRefusal = 64 << 10;
    private static readonly TimeSpan _lastWord = TimeSpan.FromSeconds(2);

    public async Task RunAsync(HttpContext http, Call call, VendorKey key, PassingBody body, Deadline deadline)
    {
        try
        {
            using var response = await vendors.SendAsync(call.Target, http.Request.Headers, key, body, deadline.Token);
            await (response.IsSuccessStatusCode
                ? AnswerAsync(http, call, response, deadline)
                : RefusalAsync(http, call, key, response, deadline));
        }
        catch (Exception) when (body.Refusal is not null)
        {
            await OwnAnswers.FailAsync(http, call, StatusCodes.Status400BadRequest, body.Refusal);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            call.IsGivenUp = true;
            CountUnheard(call, body);
        }
        catch (Exception) when (body.CallersFault is { } fault)
        {
            throw fault as BadHttpRequestException ?? new BadHttpRequestException("The request broke off.", fault);
        }
        catch (OperationCanceledException) when (deadline.HasPassed && !http.Response.HasStarted)
        {
            CountUnheard(call, body);
            await answers.TellAsync(http, call, ModelFaultKind.Silent);
        }
        catch (Exception fault) when (!http.Response.HasStarted && fault is HttpRequestException or IOException or OperationCanceledException)
        {
            await answers.VendorDownAsync(http, call);
        }
    }

    private static bool IsReadable(HttpContentHeaders headers) =>
        headers.ContentType?.MediaType is OwnAnswer.Json or OwnAnswer.EventStream && headers.ContentEncoding.All(encoding => encoding is "identity");

    private async Task AnswerAsync(HttpContext http, Call call, HttpResponseMessage response, Deadline deadline)
    {
        if (!IsReadable(response.Content.Headers))
        {
            await answers.VendorDownAsync(http, call);
            return;
        }

        var isEventStream = response.Content.Headers.ContentType?.MediaType is OwnAnswer.EventStream;
        var usage = new UsageReader(call.Target.Vendor.Api, isEventStream);
        var isWhole = false;
        try
        {
            isWhole = await PassAsync(http, call, response, usage, deadline);
        }
        finally
        {
            var isCutHere = call.IsGivenUp || deadline.HasPassed || http.RequestAborted.IsCancellationRequested;
            Count(call, usage, isWhole, isCutHere ? call.Request.OutputReserve : 0);
        }

        if (isWhole)
        {
            await faults.EndAsync(call);
        }
        else
        {
            await BreakOffAsync(http, call, isEventStream, deadline);
        }
    }

    /// <summary>False when the vendor broke off or fell silent after the first piece, or the gateway does not take it.</summary>
    private async Task<bool> PassAsync(HttpContext http, Call call, HttpResponseMessage response, UsageReader usage, Deadline deadline)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            var length = await stream.ReadAsync(piece, deadline.Token);
            call.FirstByteAt = clock.GetTimestamp();
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.MediaType;
            VendorHeaders.Pass(response.Headers, http.Response.Headers);
            while (length > 0)
            {
                deadline.Expect(options.IdleTimeout);
                usage.Read(piece.AsSpan(0, length));
                call.IsGivenUp = true;
                await http.Response.Body.WriteAsync(piece.AsMemory(0, length), deadline.Token);
                call.IsGivenUp = false;
                length = await stream.ReadAsync(piece, deadline.Token);
            }

            return true;
        }
        catch (Exception fault) when (http.Response.HasStarted && fault is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private void Count(Call call, UsageReader usage, bool isWhole, long reserve)
    {
        if (call.FirstByteAt is not null)
        {
            usage.End(isWhole, reserve);
            Count(call, usage.Input(call.Request.InputGuess), usage.Output);
        }
    }

    // The vendor may answer all of it and want to be paid, though nobody hears what it cost: hanging up early must be no way around the limit.
    private void CountUnheard(Call call, PassingBody body)
    {
        if (call.FirstByteAt is null && body.IsSent)
        {
            Count(call, call.Request.InputGuess, call.Request.OutputReserve);
        }
    }

    private void Count(Call call, long input, long output)
    {
        if (call.Target.Answers)
        {
            (call.InputTokens, call.OutputTokens) = (input, output);
            ledger.AddTokens(call.Pass.Grant.Instance, call.Target.Vendor, input, output);
        }
    }

    // The gateway has a part of the answer: it learns in the words of the API that there will be no more, or by a connection that breaks.
    private async Task BreakOffAsync(HttpContext http, Call call, bool isEventStream, Deadline deadline)
    {
        if (call.IsGivenUp || http.RequestAborted.IsCancellationRequested)
        {
            call.IsGivenUp = true;
            http.Abort();
            return;
        }

        var kind = deadline.HasPassed ? ModelFaultKind.Silent : ModelFaultKind.VendorDown;
        await faults.RecordAsync(call, kind);
        if (!isEventStream)
        {
            http.Abort();
            return;
        }

        using var patience = new CancellationTokenSource(_lastWord, clock);
        var lastWord = $"\n\n{call.Form.LastError($"{ModelFaults.Title(kind, call.Target.Vendor)}.")}";
        try
        {
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(lastWord), patience.Token);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
    }

    private async Task RefusalAsync(HttpContext http, Call call, VendorKey key, HttpResponseMessage response, Deadline deadline)
    {
        var status = (int)response.StatusCode;
        if (status < 400)
        {
            // A redirect would lead the key to an address that nobody chose.
            await answers.VendorDownAsync(http, call);
            return;
        }

        var (text, isWhole) = await ReadAsync(response, deadline.Token);
        var kind = VendorAnswers.Classify(status, text);
        if (kind is { } told && faults.IsTold(call, told))
        {
            await answers.TellAsync(http, call, told);
            return;
        }

        if (kind is { } fault)
        {
            await faults.RecordAsync(call, fault);
        }

        VendorHeaders.Pass(response.Headers, http.Response.Headers);

        // A vendor that repeats the key does so in the gateway's hearing.
        if (isWhole && IsReadable(response.Content.Headers) && text.AsSpan().IndexOf(Encoding.UTF8.GetBytes(key.Value)) < 0)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = OwnAnswer.Json;
            await http.Response.Body.WriteAsync(text, deadline.Token);
        }
        else
        {
            await OwnAnswers.FailAsync(http, call, status, $"{call.Target.Vendor.Name} refused the request.");
        }
    }

    private static async Task<(byte[] Text, bool IsWhole)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[MaxRefusal];
        var length = await stream.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return (text[..length], length < text.Length);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;
using NcAspire.Core.Relay;
using NcAspire.Relay.Answers;

namespace NcAspire.Relay;

/// <summary>What the relay says itself to a gateway that was let in.</summary>
internal sealed class OwnAnswers(Faults faults, TimeProvider clock)
{
    /// <summary>Keeps a fault and tells it as if the model had answered.</summary>
    public async Task TellAsync(HttpContext http, Call call, ModelFaultKind kind)
    {
        await faults.RecordAsync(call, kind);
        var sentence = ModelFaults.Message(kind, call.Target.Vendor);
        await (call.Target.Answers
            ? WriteAsync(http, StatusCodes.Status200OK, call.Form.Message(sentence, call.Request.Model, call.Request.Streams, clock.GetUtcNow()))
            : FailAsync(http, call, StatusCodes.Status403Forbidden, sentence));
    }

    /// <summary>Keeps that the vendor has a fault, and tells it so that the gateway tries again; when it lasts, in the chat.</summary>
    public async Task VendorDownAsync(HttpContext http, Call call)
    {
        if (faults.IsTold(call, ModelFaultKind.VendorDown))
        {
            await TellAsync(http, call, ModelFaultKind.VendorDown);
            return;
        }

        await faults.RecordAsync(call, ModelFaultKind.VendorDown);
        await FailAsync(http, call, StatusCodes.Status502BadGateway, $"{ModelFaults.Title(ModelFaultKind.VendorDown, call.Target.Vendor)}.");
    }

    /// <summary>An error in the words of the API.</summary>
    public static Task FailAsync(HttpContext http, Call call, int status, string sentence) =>
        WriteAsync(http, status, new OwnAnswer(OwnAnswer.Json, call.Form.Error(status, sentence)));

    private static async Task WriteAsync(HttpContext http, int status, OwnAnswer answer)
    {
        var text = Encoding.UTF8.GetBytes(answer.Text);
        http.Response.StatusCode = status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = text.Length;
        await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }
}

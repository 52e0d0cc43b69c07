using System.CommandLine;
using System.Text.Json;
using NcAspire.Cli.Operations;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc audit verify</c>: whether every entry of the audit log is as it was written.</summary>
public static class AuditCommand
{
    private const int NotWhole = 3;

    public static Command Create()
    {
        var api = new Option<string>("--api")
        {
            Description = "The address of functions",
            DefaultValueFactory = _ => OperatorApi.DefaultAddress,
        };
        var tokenFile = new Option<string?>("--token-file") { Description = "The file with the operators' token" };
        var verify = new Command("verify", "Go through the whole log; exit code 3 when an entry was changed, moved, added or is missing")
        {
            api,
            tokenFile,
        };
        verify.SetAction((parsed, cancellationToken) => VerifyAsync(
            parsed.GetValue(api) ?? "", parsed.GetValue(tokenFile), CommandContext.Current, cancellationToken));
        return new Command("audit", "Check the audit log of a running stack") { verify };
    }

    private static async Task<int> VerifyAsync(
        string address, string? tokenFile, CommandContext context, CancellationToken cancellationToken)
    {
        using var api = OperatorApi.Open(address, tokenFile, context.Folders.Data);
        var verdict = await api.GetAsync("audit/verify", cancellationToken);

        // {"isWhole":true,"checked":42,"sequence":42,"hash":"9c56…","fault":null,"firstBad":null,"message":"All 42 entries …"}
        if (verdict is not { ValueKind: JsonValueKind.Object }
            || !verdict.TryGetProperty("isWhole", out var isWhole)
            || !verdict.TryGetProperty("message", out var message))
        {
            throw new CommandException($"What answers at {address} is no API of NcAspire.");
        }

        context.Screen.Say(message.GetString() ?? "");
        if (!isWhole.GetBoolean())
        {
            return NotWhole;
        }

        context.Screen.Say($"The last one is {verdict.GetProperty("sequence")} with the hash {verdict.GetProperty("hash")}.");
        return 0;
    }
}

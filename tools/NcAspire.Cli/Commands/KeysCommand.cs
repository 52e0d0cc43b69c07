using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NcAspire.Cli.Operations;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc keys</c>: the master keys that protect what people save.</summary>
public static class KeysCommand
{
    private const int KeyBytes = 32;

    private static readonly Option<string> _api = new("--api")
    {
        Description = "The address of functions",
        DefaultValueFactory = _ => OperatorApi.DefaultAddress,
    };

    private static readonly Option<string?> _tokenFile = new("--token-file") { Description = "The file with the operators' token" };

    public static Command Create()
    {
        var create = new Command("new", "Print a new master key");
        create.SetAction(_ => Console.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));

        var status = new Command("status", "Count what each master key protects") { _api, _tokenFile };
        status.SetAction((parsed, cancellationToken) => WithAsync(parsed, StatusAsync, cancellationToken));

        var rotate = new Command("rotate", "Let the current master key protect everything, while the service runs") { _api, _tokenFile };
        rotate.SetAction((parsed, cancellationToken) => WithAsync(parsed, RotateAsync, cancellationToken));
        return new Command("keys", "Master keys: make one, count, rotate") { create, status, rotate };
    }

    private static async Task WithAsync(
        ParseResult parsed, Func<OperatorApi, Screen, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var context = CommandContext.Current;
        using var api = OperatorApi.Open(parsed.GetValue(_api) ?? "", parsed.GetValue(_tokenFile), context.Folders.Data);
        await work(api, context.Screen, cancellationToken);
    }

    private static async Task StatusAsync(OperatorApi api, Screen screen, CancellationToken cancellationToken)
    {
        foreach (var key in Read<KeyList>(await api.GetAsync("keys", cancellationToken)).Items)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key.Id}  {key.Secrets}{(key.Current ? "  current" : "")}"));
        }
    }

    private static async Task RotateAsync(OperatorApi api, Screen screen, CancellationToken cancellationToken)
    {
        var last = await screen.CountAsync("Wrapping keys anew", async report =>
        {
            while (true)
            {
                var step = Read<Rotation>(await api.PostAsync("keys/rotate", cancellationToken));
                report(step.Total - step.Left, step.Total);
                if (step.Left is 0 || step.Rewrapped is 0)
                {
                    return step;
                }
            }
        });
        if (last.Left > 0)
        {
            throw new CommandException(last.Unreadable > 0
                ? $"{last.Unreadable} of {last.Total} secrets could not be opened and stay as they are; the log of functions says why. Keep the earlier keys."
                : $"{last.Left} of {last.Total} secrets are being written right now; run the command again.");
        }

        screen.Say($"All {last.Total} secrets are wrapped with {last.Current}. The earlier keys are not needed any more.");
    }

    private static T Read<T>(JsonElement answer) =>
        answer.Deserialize<T>(JsonSerializerOptions.Web) ?? throw new CommandException("What answers is no API of NcAspire.");

    private sealed record KeyList(IReadOnlyList<Key> Items);

    private sealed record Key(string Id, bool Current, long Secrets);

    private sealed record Rotation(string Current, long Total, long Left, int Rewrapped, int Unreadable);
}

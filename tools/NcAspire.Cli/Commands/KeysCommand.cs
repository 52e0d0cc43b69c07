using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using NcAspire.Cli.Operating;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc keys</c>: the master keys that protect what people save.</summary>
public static class KeysCommand
{
    private const int KeyBytes = 32;

    private static readonly Option<string> _address = new("--address")
    {
        Description = "Where functions listens",
        DefaultValueFactory = _ => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{StackPorts.Default.Functions}"),
    };

    private static readonly Option<string?> _token = new("--token-file")
    {
        Description = "A file with the operators' token (of the stack of ./nc up, if left out)",
    };

    public static Command Create()
    {
        var create = new Command("new", "Print a new master key");
        create.SetAction(_ => Console.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));

        var status = new Command("status", "Count what each master key protects") { _address, _token };
        status.SetAction((parsed, cancellationToken) => WithAsync(parsed, StatusAsync, cancellationToken));

        var rotate = new Command("rotate", "Let the current master key protect everything, while the service runs") { _address, _token };
        rotate.SetAction((parsed, cancellationToken) => WithAsync(parsed, RotateAsync, cancellationToken));
        return new Command("keys", "Master keys: make one, count, rotate") { create, status, rotate };
    }

    private static async Task WithAsync(
        ParseResult parsed, Func<OperatorApi, Screen, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var context = CommandContext.Current;
        var address = Uri.TryCreate(parsed.GetValue(_address), UriKind.Absolute, out var given) && given.Scheme is ("http" or "https")
            ? given
            : throw new CommandException("--address takes an address that begins with http:// or https://.");
        var token = parsed.GetValue(_token) ?? Path.Combine(context.Folders.Data, "ops", "token");
        using var api = OperatorApi.Open(address, token);
        await work(api, context.Screen, cancellationToken);
    }

    private static async Task StatusAsync(OperatorApi api, Screen screen, CancellationToken cancellationToken)
    {
        foreach (var key in (await api.GetAsync<KeyList>("keys", cancellationToken)).Items)
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
                var step = await api.PostAsync<Rotation>("keys/rotate", cancellationToken);
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

    private sealed record KeyList(IReadOnlyList<Key> Items);

    private sealed record Key(string Id, bool Current, long Secrets);

    private sealed record Rotation(string Current, long Total, long Left, int Rewrapped, int Unreadable);
}

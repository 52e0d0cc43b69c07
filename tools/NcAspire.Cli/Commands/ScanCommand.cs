using System.CommandLine;
using NcAspire.Cli.Simulator;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc scan</c>: plays the phone that scans the code of an instance, on a stack with the WhatsApp simulator.</summary>
public static class ScanCommand
{
    public static Command Create()
    {
        var slug = new Argument<string>("slug") { Description = "The name of the instance that shows a code" };
        var command = new Command("scan", "Scan the code that an instance shows (./nc up --whatsapp sim)") { slug };
        command.SetAction((parsed, cancellationToken) =>
            ScanAsync(parsed.GetRequiredValue(slug), CommandContext.Current, cancellationToken));
        return command;
    }

    private static async Task ScanAsync(string slug, CommandContext context, CancellationToken cancellationToken)
    {
        using var phone = await SimulatedPhone.OfAsync(slug, context.Folders.Data, cancellationToken);
        if (await phone.ScanAsync(cancellationToken) is 0)
        {
            throw new CommandException($"{slug} shows no code to scan; have one shown on its page first.");
        }

        context.Screen.Say($"The phone has scanned the code of {slug}.");
    }
}

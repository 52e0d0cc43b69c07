using System.CommandLine;
using NcAspire.Cli.Simulator;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc say</c>: writes to an assistant as its owner's phone would, and prints what it answers.</summary>
public static class SayCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);

    public static Command Create()
    {
        var slug = new Argument<string>("slug") { Description = "The name of the instance" };
        var text = new Argument<string>("text") { Description = "The message" };
        var from = new Option<string?>("--from") { Description = "Who writes; left out, its owner", HelpName = "+15551234567" };
        var command = new Command("say", "Write to an assistant and print its answer (./nc up --whatsapp sim)") { slug, text, from };
        command.SetAction((parsed, cancellationToken) => SayAsync(
            parsed.GetRequiredValue(slug), parsed.GetRequiredValue(text), parsed.GetValue(from), CommandContext.Current, cancellationToken));
        return command;
    }

    private static async Task SayAsync(
        string slug, string text, string? from, CommandContext context, CancellationToken cancellationToken)
    {
        using var phone = await SimulatedPhone.OfAsync(slug, context.Folders.Data, cancellationToken);
        var seen = (await phone.OutboxAsync(0, wait: false, cancellationToken)).Seq;
        switch (await phone.SayAsync(from, text, cancellationToken))
        {
            case { Ok: false }:
                throw new CommandException($"No phone is linked to {slug}; show a code on its page and ./nc scan {slug}.");
            case { Dispatched: false } verdict:
                throw new CommandException($"{slug} does not answer this number ({verdict.ReasonCode}).");
            default:
                await PrintAsync(phone, seen, context.Screen, cancellationToken);
                return;
        }
    }

    private static async Task PrintAsync(SimulatedPhone phone, int seen, Screen screen, CancellationToken cancellationToken)
    {
        screen.Say("The assistant works on it.");
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < _patience)
        {
            var outbox = await phone.OutboxAsync(seen, wait: true, cancellationToken);
            foreach (var message in outbox.Items)
            {
                await Console.Out.WriteLineAsync(message.Text);
            }

            if (outbox.Items.Any(message => message.Kind is "final"))
            {
                return;
            }

            seen = outbox.Seq;
        }

        throw new CommandException($"No answer came within {_patience.TotalMinutes:0} minutes.");
    }
}

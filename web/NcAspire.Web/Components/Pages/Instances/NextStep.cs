namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>The one thing that brings an instance on, or how to use it when nothing is left to do.</summary>
/// <param name="Test">When it applies (<see cref="Shared.PageState.Matches"/>); exactly one does.</param>
/// <param name="Number">The number that the words end in: owner, self, or null for none.</param>
public sealed record NextStep(string Test, string Words, string? Number)
{
    private const string Linked = "owner=set;paired=yes;";
    private const string Complete = Linked + "model=ready,faulty;";
    private const string Answers = Linked + "model=ready;status=running;whatsapp=connected;";

    public static IReadOnlyList<NextStep> All { get; } =
    [
        new("owner=unset", "Next: say whose number it will be.", null),
        new("owner=set;paired=no;status=running", "Next: link WhatsApp.", null),
        new("owner=set;paired=no;status!=running", "Next: start it, then link WhatsApp.", null),
        new(Linked + "model=missing,stray", "Next: add a model key.", null),
        new(Complete + "status!=running", "All is set up. Start it, and it answers.", null),
        new(Linked + "model=faulty;status=running", "Its model does not answer now: the reason is below.", null),
        new(Linked + "model=ready;status=running;whatsapp=reconnecting", "All is set up. It is trying to reach WhatsApp again.", null),
        new(Linked + "model=ready;status=running;whatsapp=replaced,restart-needed", "All is set up, but it is not connected: restart it.", null),
        new(Linked + "model=ready;status=running;whatsapp=blocked", "All is set up, but WhatsApp refuses its number: see below.", null),
        new(Answers + "number=own;linked=owner,unknown", "Write to it on WhatsApp: message yourself at ", "owner"),
        new(Answers + "number=separate;linked=other", "Write to it on WhatsApp: ", "self"),
        new(Answers + "number=separate;linked=unknown", "Write to it on WhatsApp, at the number you linked.", null),
        new(Answers + "number=own;linked=other", "The linked number is not the one you chose: see below.", null),
        new(Answers + "number=separate;linked=owner", "The linked number is not the one you chose: see below.", null),
    ];
}

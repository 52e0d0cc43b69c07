using NcAspire.Contracts;

namespace NcAspire.Web.Components.Pages.Instances;

/// <summary>Entries of the audit log as people read them.</summary>
public static class HistoryWords
{
    private static readonly Dictionary<string, string> _actions = new(StringComparer.Ordinal)
    {
        ["instance.create"] = "Creation asked for",
        ["instance.start"] = "Start asked for",
        ["instance.stop"] = "Stop asked for",
        ["instance.restart"] = "Restart asked for",
        ["instance.repair"] = "Repair asked for",
        ["instance.configure"] = "Settings changed",
        ["instance.delete"] = "Deletion asked for",
        ["instance.restarted"] = "Restarted after it ended",
        ["instance.give-up"] = "Not started again",
        ["secret.write"] = "Key saved",
        ["secret.remove"] = "Key removed",
        ["whatsapp.link"] = "QR code asked for",
        ["whatsapp.unlink"] = "WhatsApp unlinked",
    };

    /// <summary>What was done; an action that has no words yet goes by its own name.</summary>
    public static string Of(AuditEntryResponse entry) => _actions.GetValueOrDefault(entry.Action, entry.Action);

    /// <summary>Who did it.</summary>
    public static string Actor(AuditEntryResponse entry) => entry.Actor switch
    {
        AuditActors.You when entry.Address is { } address => $"You, from {address}",
        AuditActors.You => "You",
        AuditActors.Operator => "An operator",
        _ => "The service",
    };
}

using System.Text.Json;
using NcAspire.Contracts;

namespace NcAspire.Functions.Events;

/// <summary>What to tell a watcher when one snapshot follows another. Pure.</summary>
internal static class InstanceEvents
{
    public static IEnumerable<ServerEvent> Between(InstanceSnapshot? before, InstanceSnapshot now)
    {
        if (now.Instance is not { } instance)
        {
            yield return new ServerEvent(EventNames.Deleted, new { });
            yield break;
        }

        if (Differs(Quiet(before?.Instance), Quiet(instance)))
        {
            yield return new ServerEvent(EventNames.Status, instance);
        }

        if (now.Operation is { } operation && Differs(before?.Operation, operation))
        {
            yield return new ServerEvent(EventNames.Step, operation);
        }

        if (now.Qr is { } qr && before?.Qr != qr)
        {
            yield return new ServerEvent(EventNames.Qr, qr);
        }

        if (before?.Instance is { } earlier
            && earlier.WhatsApp.State != instance.WhatsApp.State
            && instance.WhatsApp.State is WhatsAppStates.Connected)
        {
            yield return new ServerEvent(
                EventNames.Connected,
                new ConnectedEvent(instance.WhatsApp.Self, instance.LastWhatsAppConnectedAt ?? instance.UpdatedAt));
        }

        if (instance.Failure is { } failure && before?.Instance?.Failure != failure)
        {
            yield return new ServerEvent(EventNames.Error, failure);
        }
    }

    // The times of a health check alone are no news.
    private static InstanceResponse? Quiet(InstanceResponse? instance) =>
        instance is null ? null : instance with { LastHealthAt = null, LastWhatsAppConnectedAt = null, UpdatedAt = default };

    // Records compare their lists by reference, so these are compared by what would be sent.
    private static bool Differs<T>(T? before, T? now) => JsonSerializer.Serialize(before) != JsonSerializer.Serialize(now);
}

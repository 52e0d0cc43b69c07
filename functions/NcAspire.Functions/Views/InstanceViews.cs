using NcAspire.Contracts;
using NcAspire.Core.Instances;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;

namespace NcAspire.Functions.Views;

/// <summary>Instances as their owners see them.</summary>
internal static class InstanceViews
{
    public static InstanceResponse ToResponse(this InstanceDetail detail)
    {
        var (instance, operation, link, _, _) = detail;
        return new InstanceResponse(
            instance.Id.Value,
            instance.Slug.Value,
            Names.Of(instance.Status),
            instance.Region,
            instance.Provider,
            instance.Image,
            instance.CreatedAt,
            instance.UpdatedAt,
            instance.LastHealthAt,
            instance.LastWhatsAppConnectedAt,
            (instance.Failure ?? operation?.Failure)?.ToResponse(),
            instance.Incident?.ToResponse(),
            instance.Drift,
            operation?.ToSummary(),
            instance.Desired is DesiredState.Deleted,
            WhatsApp(instance, link),
            detail.ToLlm(),
            detail.ToChannels());
    }

    public static FailureResponse ToResponse(this Failure failure) => new(Names.Of(failure.Kind), failure.Title, failure.Detail);

    private static IncidentResponse ToResponse(this Incident incident) =>
        new(Names.Of(incident.What.Kind), incident.What.Title, incident.What.Detail, incident.At);

    public static QrEvent ToEvent(this WhatsAppLink link) => new(Names.Of(link.Stage), link.Message, link.QrDataUrl, link.ExpiresAt);

    private static OperationSummary ToSummary(this Operation operation) =>
        new(operation.Id.Value, Names.Of(operation.Kind), operation.Step, operation.CreatedAt);

    private static WhatsAppResponse WhatsApp(Instance instance, WhatsAppLink? link)
    {
        var state = State(instance, link);

        // A gateway that does not run is out of touch, and nothing is wrong with that.
        var trouble = instance.Status is InstanceStatus.Running ? LinkTroubles.Of(state, instance.WhatsAppCode) : null;
        return new WhatsAppResponse(
            instance.Owner?.Value,
            Names.Of(instance.Number),
            Names.Of(state),
            instance.WhatsAppSince,
            trouble is null ? null : new LinkTroubleResponse(trouble.Cause, trouble.Action, instance.WhatsAppCode),
            instance.WhatsAppSelf,
            link is null ? null : new LinkResponse(Names.Of(link.Stage), link.Message, link.ExpiresAt),
            instance.Open?.DailyRequests);
    }

    // Linking is not stored: it is what an attempt that goes on means.
    private static WhatsAppState State(Instance instance, WhatsAppLink? link) =>
        instance.WhatsApp is not WhatsAppState.Connected && link is { IsOver: false } ? WhatsAppState.Linking : instance.WhatsApp;
}

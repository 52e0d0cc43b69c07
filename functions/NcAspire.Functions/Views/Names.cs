using NcAspire.Contracts;
using NcAspire.Core.Audit;
using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;

namespace NcAspire.Functions.Views;

/// <summary>The public names of the domain's states.</summary>
internal static class Names
{
    public static string Of(InstanceStatus status) => status switch
    {
        InstanceStatus.Creating => InstanceStates.Creating,
        InstanceStatus.Running => InstanceStates.Running,
        InstanceStatus.Stopped => InstanceStates.Stopped,
        InstanceStatus.Error => InstanceStates.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(OperationKind kind) => kind switch
    {
        OperationKind.Create => OperationKinds.Create,
        OperationKind.Start => OperationKinds.Start,
        OperationKind.Stop => OperationKinds.Stop,
        OperationKind.Restart => OperationKinds.Restart,
        OperationKind.Configure => OperationKinds.Configure,
        OperationKind.Repair => OperationKinds.Repair,
        OperationKind.Delete => OperationKinds.Delete,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(OperationState state) => state switch
    {
        OperationState.Pending => OperationStates.Pending,
        OperationState.Running => OperationStates.Running,
        OperationState.Succeeded => OperationStates.Succeeded,
        OperationState.Failed => OperationStates.Failed,
        OperationState.Cancelled => OperationStates.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(AuditFault fault) => fault switch
    {
        AuditFault.Changed => AuditFaults.Changed,
        AuditFault.Missing => AuditFaults.Missing,
        AuditFault.Reordered => AuditFaults.Reordered,
        AuditFault.Truncated => AuditFaults.Truncated,
        AuditFault.Added => AuditFaults.Added,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    public static string Of(WhatsAppState state) => state switch
    {
        WhatsAppState.NotLinked => WhatsAppStates.NotLinked,
        WhatsAppState.Linking => WhatsAppStates.Linking,
        WhatsAppState.Connected => WhatsAppStates.Connected,
        WhatsAppState.Reconnecting => WhatsAppStates.Reconnecting,
        WhatsAppState.LoggedOut => WhatsAppStates.LoggedOut,
        WhatsAppState.Replaced => WhatsAppStates.Replaced,
        WhatsAppState.RestartNeeded => WhatsAppStates.RestartNeeded,
        WhatsAppState.Blocked => WhatsAppStates.Blocked,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static string Of(LinkStage stage) => stage switch
    {
        LinkStage.Starting => LinkStages.Starting,
        LinkStage.Waiting => LinkStages.Waiting,
        LinkStage.Scanned => LinkStages.Scanned,
        LinkStage.Connected => LinkStages.Connected,
        LinkStage.Expired => LinkStages.Expired,
        LinkStage.Unreachable => LinkStages.Unreachable,
        LinkStage.Cancelled => LinkStages.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    public static string Of(NumberKind number) => number is NumberKind.Own ? NumberKinds.Own : NumberKinds.Separate;

    /// <summary>Null when the text names no kind of number; left out means a separate one.</summary>
    public static NumberKind? Number(string? text) => text switch
    {
        null or NumberKinds.Separate => NumberKind.Separate,
        NumberKinds.Own => NumberKind.Own,
        _ => null,
    };

    public static string Of(ModelFaultKind kind) => kind switch
    {
        ModelFaultKind.NoKey => LlmFaultKinds.NoKey,
        ModelFaultKind.KeyUnreadable => LlmFaultKinds.KeyUnreadable,
        ModelFaultKind.KeyRefused => LlmFaultKinds.KeyRefused,
        ModelFaultKind.NoCredit => LlmFaultKinds.NoCredit,
        ModelFaultKind.RateLimited => LlmFaultKinds.RateLimited,
        ModelFaultKind.ModelUnknown => LlmFaultKinds.ModelUnknown,
        ModelFaultKind.VendorDown => LlmFaultKinds.VendorDown,
        ModelFaultKind.Silent => LlmFaultKinds.Silent,
        ModelFaultKind.LimitReached => LlmFaultKinds.LimitReached,
        ModelFaultKind.OpenLimitReached => LlmFaultKinds.OpenLimitReached,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(FailureKind kind) => kind switch
    {
        FailureKind.ConfigRefused => ProblemTypes.GatewayConfigRefused,
        FailureKind.StartTimeout => ProblemTypes.GatewayStartTimeout,
        FailureKind.GatewayExited => ProblemTypes.GatewayExited,
        FailureKind.OutOfMemory => ProblemTypes.OutOfMemory,
        FailureKind.VolumeLost => ProblemTypes.StateVolumeLost,
        FailureKind.ProviderFault => ProblemTypes.ProviderFault,
        FailureKind.CrashLoop => ProblemTypes.CrashLoop,
        FailureKind.MachineMissing => ProblemTypes.MachineMissing,
        FailureKind.GatewaySilent => ProblemTypes.GatewaySilent,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(OwnedResourceKind kind) => kind switch
    {
        OwnedResourceKind.Machine => OrphanKinds.Machine,
        OwnedResourceKind.Volume => OrphanKinds.Volume,
        OwnedResourceKind.Network => OrphanKinds.Network,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(SecretUse use) => use switch
    {
        SecretUse.Model => SecretUses.Model,
        SecretUse.Speech => SecretUses.Speech,
        SecretUse.Channel => SecretUses.Channel,
        _ => throw new ArgumentOutOfRangeException(nameof(use)),
    };

    public static string Of(SecretRoute route) => route switch
    {
        SecretRoute.Relay => SecretRoutes.Relay,
        SecretRoute.RelayOrGateway => SecretRoutes.RelayOrGateway,
        SecretRoute.GatewayIfDirect => SecretRoutes.GatewayIfDirect,
        SecretRoute.Gateway => SecretRoutes.Gateway,
        _ => throw new ArgumentOutOfRangeException(nameof(route)),
    };

    public static string Of(KeyVerdict verdict) => verdict switch
    {
        KeyVerdict.Works => KeyVerdicts.Works,
        KeyVerdict.Refused => KeyVerdicts.Refused,
        KeyVerdict.Unknown => KeyVerdicts.Unknown,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    public static string Of(ChannelState state) => state switch
    {
        ChannelState.Connecting => ChannelStates.Connecting,
        ChannelState.Connected => ChannelStates.Connected,
        ChannelState.TokenRefused => ChannelStates.TokenRefused,
        ChannelState.Failed => ChannelStates.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>What a step does, for people.</summary>
    public static string StepTitle(string step) => step switch
    {
        "volume" => "Preparing storage",
        "machine" => "Setting up your own gateway",
        "configure" => "Writing the secure configuration",
        "start" => "Starting OpenClaw",
        "ready" => "Waiting until the gateway is ready",
        "stop" => "Stopping the gateway",
        "apply" => "Applying your settings",
        "remove-machine" => "Removing the gateway",
        "remove-volume" => "Erasing the stored data",
        "undo" => "Cleaning up",
        _ => step,
    };
}

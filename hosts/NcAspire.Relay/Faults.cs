using System.Data.Common;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Models;
using NcAspire.Core.Relay;

namespace NcAspire.Relay;

/// <summary>Keeps the faults of vendors where pages find them. An answer never fails because that can't be done.</summary>
internal sealed partial class Faults(IRelayStore store, RelayOptions options, TimeProvider clock, ILogger<Faults> logger)
{
    private static readonly TimeSpan _repeatAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // OpenClaw 2026.9.6 waits half a minute at most before it tries again, and what is kept may be a minute old.
    private static readonly TimeSpan _sameTrouble = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether the person reads of it in the chat. What the vendor mends is left to the gateway's next tries at first, for it is mostly over
    /// soon. But the gateway alone tries for some minutes, in which nobody hears anything.
    /// </summary>
    public bool IsTold(Call call, ModelFaultKind kind) =>
        ModelFaults.IsTheirsToMend(kind) || (call.Target.Answers && IsLasting(call.Pass.Grant.Faults, call.Target.Vendor, kind));

    public async Task RecordAsync(Call call, ModelFaultKind kind)
    {
        call.Fault = kind;
        var (grant, vendor) = (call.Pass.Grant, call.Target.Vendor);
        if (grant.Faults.Any(f => f.Vendor == vendor && f.Kind == kind && clock.GetUtcNow() - f.LastAt < _repeatAfter))
        {
            return;
        }

        await TryAsync(patience => store.RecordFaultAsync(grant.Instance, vendor, kind, patience));
    }

    /// <summary>The vendor has answered well. Nothing is written where nothing was wrong.</summary>
    public async Task EndAsync(Call call)
    {
        var (grant, vendor) = (call.Pass.Grant, call.Target.Vendor);
        if (grant.Faults.Any(f => f.Vendor == vendor))
        {
            await TryAsync(patience => store.EndFaultAsync(grant.Instance, vendor, patience));
        }
    }

    private bool IsLasting(IReadOnlyList<ModelFault> faults, ModelVendor vendor, ModelFaultKind kind)
    {
        var now = clock.GetUtcNow();
        return faults.Any(f => f.Vendor == vendor && f.Kind == kind && now - f.LastAt < _sameTrouble && now - f.Since >= options.RetryFor);
    }

    private async Task TryAsync(Func<CancellationToken, Task> write)
    {
        using var patience = new CancellationTokenSource(_patience, clock);
        try
        {
            await write(patience.Token);
        }
        catch (Exception fault) when (fault is DbException or OperationCanceledException or TimeoutException)
        {
            Log.NotKept(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What a vendor did wrong could not be kept.")]
        public static partial void NotKept(ILogger logger, Exception fault);
    }
}

using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Relay;

namespace NcAspire.Relay;

/// <summary>Hangs up on an address that has as many connections as one may have, so that none can take those of all others.</summary>
internal sealed partial class ConnectionLimit(RelayOptions options, TimeProvider clock, ILogger<ConnectionLimit> logger)
{
    private static readonly TimeSpan _repeatAfter = TimeSpan.FromMinutes(1);

    private readonly Gates<IPAddress> _gates = new(options.ConnectionsPerAddress);
    private long? _toldAt;

    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        using var place = _gates.TryEnter(address);
        if (place is null)
        {
            Tell(address);
            connection.Abort();
            return;
        }

        await next(connection);
    };

    // Whoever opens too many opens thousands: their number must not be that of the log's lines.
    private void Tell(IPAddress address)
    {
        lock (_gates)
        {
            if (_toldAt is { } at && clock.GetElapsedTime(at) < _repeatAfter)
            {
                return;
            }

            _toldAt = clock.GetTimestamp();
        }

        Log.TooMany(logger, address);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Address} has as many connections as one address may have; more of them are closed.")]
        public static partial void TooMany(ILogger logger, IPAddress address);
    }
}

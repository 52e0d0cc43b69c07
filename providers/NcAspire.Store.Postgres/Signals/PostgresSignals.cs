using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Instances;
using NcAspire.Core.Signals;
using Npgsql;

namespace NcAspire.Store.Postgres.Signals;

/// <summary>Listens on one connection for the whole process and hands each notification to the subscribers of its topic.</summary>
internal sealed partial class PostgresSignals(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<PostgresSignals> logger)
    : BackgroundService, ISignals
{
    private static readonly TimeSpan _keepAlive = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Topic, HashSet<Subscription>> _subscriptions = [];
    private TimeSpan _delay = _firstDelay;

    public ISignal OfInstance(InstanceId instance) => Subscribe(new Topic(instance.Value));

    public ISignal OfWork() => Subscribe(Topic.Work);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (NpgsqlException fault)
            {
                Log.ConnectionLost(logger, _delay, fault);
            }

            await Task.Delay(_delay, clock, stoppingToken);
            _delay = _delay * 2 < _longestDelay ? _delay * 2 : _longestDelay;
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Wake(Topic.Of(notification.Channel, notification.Payload));
        await connection.ExecuteAsync(new CommandDefinition(
            $"listen {Topic.InstanceChannel}; listen {Topic.WorkChannel}", cancellationToken: cancellationToken));

        // Nobody knows what changed while nobody listened.
        WakeAll();
        _delay = _firstDelay;

        while (true)
        {
            // A connection that broke without a word shows only when something is sent on it.
            if (!await connection.WaitAsync(_keepAlive, cancellationToken))
            {
                await connection.ExecuteAsync(
                    new CommandDefinition("select 1", commandTimeout: 10, cancellationToken: cancellationToken));
            }
        }
    }

    private Subscription Subscribe(Topic topic)
    {
        var subscription = new Subscription(ended => Remove(topic, ended));
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(topic, out var subscribers))
            {
                _subscriptions.Add(topic, subscribers = []);
            }

            subscribers.Add(subscription);
        }

        return subscription;
    }

    private void Remove(Topic topic, Subscription subscription)
    {
        lock (_gate)
        {
            if (_subscriptions.TryGetValue(topic, out var subscribers)
                && subscribers.Remove(subscription)
                && subscribers.Count == 0)
            {
                _subscriptions.Remove(topic);
            }
        }
    }

    private void Wake(Topic? topic)
    {
        lock (_gate)
        {
            if (topic is { } known && _subscriptions.TryGetValue(known, out var subscribers))
            {
                foreach (var subscription in subscribers)
                {
                    subscription.Wake();
                }
            }
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            foreach (var subscription in _subscriptions.Values.SelectMany(subscribers => subscribers))
            {
                subscription.Wake();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Listening to the database broke off; the next try is in {Delay}.")]
        public static partial void ConnectionLost(ILogger logger, TimeSpan delay, Exception fault);
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Docker.DotNet;
using Docker.DotNet.Models;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>The engine's notices about our machines, as long as one connection lasts.</summary>
internal sealed class MachineEvents(IDockerClient client, Ownership ownership)
{
    // Who listens too slowly loses the oldest: they are hints.
    private const int Waiting = 1000;
    private static readonly string[] _kinds = ["start", "die", "oom", "destroy", "pause", "unpause", "health_status"];

    public async IAsyncEnumerable<string> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var names = Channel.CreateBounded<string>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest });
        var listening = ListenAsync(names.Writer, over.Token);

        try
        {
            await foreach (var name in names.Reader.ReadAllAsync(cancellationToken))
            {
                yield return name;
            }
        }
        finally
        {
            await over.CancelAsync();
            await listening;
        }
    }

    // Ends the channel with the fault that its reader gets, and so never throws itself.
    private async Task ListenAsync(ChannelWriter<string> names, CancellationToken cancellationToken)
    {
        var parameters = new ContainerEventsParameters
        {
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["type"] = new Dictionary<string, bool> { ["container"] = true },
                ["event"] = _kinds.ToDictionary(kind => kind, _ => true),
                ["label"] = ownership.Filter,
            },
        };

        try
        {
            await client.System.MonitorEventsAsync(parameters, new Names(names), cancellationToken);
            names.TryComplete(new ProviderException("The Docker engine ended its notices.", isTransient: true));
        }
        catch (Exception fault)
        {
            // Whatever it is: the reader would wait for ever.
            names.TryComplete(EngineFault.Of(fault));
        }
    }

    private sealed class Names(ChannelWriter<string> names) : IProgress<Message>
    {
        public void Report(Message value)
        {
            var about = value.Actor?.Attributes;

            if (Ownership.Label(about, "name") is { } name && Ownership.Label(about, MachineLabels.CommandOf) is null)
            {
                names.TryWrite(name);
            }
        }
    }
}

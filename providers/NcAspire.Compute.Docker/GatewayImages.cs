using System.Collections.Concurrent;
using Docker.DotNet;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker;

/// <summary>The images on the engine, asked for rarely: what an id means never changes, what a name means seldom does.</summary>
internal sealed class GatewayImages(Engine engine, IOptions<DockerOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan _nameLife = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (GatewayImage Image, long Seen)> _byName = [];
    private readonly ConcurrentDictionary<string, GatewayImage> _byId = [];

    /// <summary>An image that instances may run.</summary>
    /// <exception cref="ProviderException">Not configured or not found good: definite. Not there: transient, the operator can build it.</exception>
    public async Task<GatewayImage> RequireAsync(string name, CancellationToken cancellationToken)
    {
        if (name != options.Value.Image && !options.Value.OlderImages.Contains(name))
        {
            throw new ProviderException(
                $"The image \"{name}\" is none of those that this server runs. The operator can allow it by Docker:OlderImages.", isTransient: false);
        }

        if (_byName.TryGetValue(name, out var known) && clock.GetElapsedTime(known.Seen) < _nameLife)
        {
            return known.Image;
        }

        var image = await AskAsync(name, cancellationToken)
            ?? throw new ProviderException(
                $"The image \"{name}\" is not on the Docker host. Ask the operator to run ./nc image there.", isTransient: true);

        if (!image.IsProved || image.WhatsAppPlugin is null)
        {
            throw new ProviderException(
                $"The image \"{name}\" has not passed the preflight of ./nc image. It is not run.", isTransient: false);
        }

        _byName[name] = (image, clock.GetTimestamp());
        return image;
    }

    /// <summary>Null when the engine does not have it any more.</summary>
    public async Task<GatewayImage?> FindAsync(string id, CancellationToken cancellationToken) =>
        _byId.TryGetValue(id, out var known) ? known : await AskAsync(id, cancellationToken);

    /// <summary>The engine says that it is not there.</summary>
    public void Forget(string id)
    {
        _byId.TryRemove(id, out _);

        foreach (var name in _byName.Where(known => known.Value.Image.Id == id).Select(known => known.Key))
        {
            _byName.TryRemove(name, out _);
        }
    }

    private async Task<GatewayImage?> AskAsync(string reference, CancellationToken cancellationToken)
    {
        var image = await engine.CallAsync(
            async (client, token) =>
            {
                try
                {
                    return GatewayImage.Of(await client.Images.InspectImageAsync(reference, token));
                }
                catch (DockerImageNotFoundException)
                {
                    return null;
                }
            },
            cancellationToken);

        if (image is not null)
        {
            _byId[image.Id] = image;
        }

        return image;
    }
}

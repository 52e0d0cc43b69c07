#nullable enable
using System.Collections.ObjectModel;
using System.Net;

namespace Docker.DotNet;

/// <summary>One request, before it has an address.</summary>
/// <param name="Path">From behind the version, with its parts escaped.</param>
internal sealed record EngineRequest(HttpMethod Method, string Path)
{
    /// <summary>An object with <see cref="QueryStringParameterAttribute"/>s.</summary>
    public object? Query { get; init; }

    public HttpContent? Body { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the connection is wanted, for raw bytes in both directions.</summary>
    public bool Hijack { get; init; }

    /// <summary>Null for the client's default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What 404 means here.</summary>
    public Func<HttpStatusCode, string, DockerApiException>? Missing { get; init; }

    public static EngineRequest Get(string path) => new(HttpMethod.Get, path);

    public static EngineRequest Post(string path) => new(HttpMethod.Post, path);

    public static EngineRequest Delete(string path) => new(HttpMethod.Delete, path);

    /// <summary>A name or id as one part of a path; it can't leave it.</summary>
    /// <exception cref="ArgumentNullException">It is null or empty.</exception>
    /// <exception cref="ArgumentException">It is, or has between slashes, a way up: that is followed even if it is escaped.</exception>
    public static string Part(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentNullException(nameof(name));
        }

        return name.Split('/').Any(part => part is "." or "..")
            ? throw new ArgumentException($"Nothing is called {name}.", nameof(name))
            : Uri.EscapeDataString(name);
    }

    public static HttpContent Tar(Stream contents) => new StreamContent(contents)
    {
        Headers = { ContentType = new("application/x-tar") },
    };
}

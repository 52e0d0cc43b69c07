namespace NcAspire.Compute.Docker.Guard;

/// <summary>A verb of the port as both sides know it: POST to a fixed path with a JSON body, answered by JSON.</summary>
/// <param name="Name">In the audit.</param>
/// <param name="Path">The whole target of the request, to the last letter.</param>
/// <param name="Limit">How long the work may take.</param>
internal record GuardVerb(string Name, string Path, TimeSpan Limit)
{
    /// <summary>Bytes of the largest body.</summary>
    public int MaxBody { get; init; } = 16 << 10;

    /// <summary>How many the guard does at a time.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Such calls only wait, most of the time: they do not count against the limit of all verbs together.</summary>
    public bool IsLong { get; init; }

    /// <summary>
    /// It goes on to its end when its caller goes away, since half a change would be the worst outcome. All others are broken off.
    /// </summary>
    public bool IsChange { get; init; }

    /// <summary>Nothing is lost when it ends at any moment.</summary>
    public bool OnlyWaits => IsLong && !IsChange;
}

/// <inheritdoc cref="GuardVerb"/>
internal sealed record GuardVerb<TRequest, TAnswer>(string Name, string Path, TimeSpan Limit) : GuardVerb(Name, Path, Limit)
    where TRequest : class, IGuardRequest
    where TAnswer : class;

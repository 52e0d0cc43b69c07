using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>What the audit line of one request tells; filled in on the way. A dash stands for what is not known.</summary>
internal sealed class CallAudit
{
    private const string Unknown = "-";

    /// <summary>One of ours.</summary>
    public string Verb { get; private set; } = Unknown;

    /// <summary>Machine, volume or network; known when the name was found to be well formed.</summary>
    public string Subject { get; private set; } = Unknown;

    public string Instance { get; private set; } = Unknown;

    /// <summary>Whether a verb was found.</summary>
    public bool IsCall => Verb is not Unknown;

    public void Found(GuardVerb verb) => Verb = verb.Name;

    public void Read(IGuardRequest request)
    {
        Subject = GuardPolicy.IsName(request.Subject) ? request.Subject : Unknown;
        Instance = request.Instance?.ToString() ?? Unknown;
    }
}

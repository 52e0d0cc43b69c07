using System.Text.Json.Serialization;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>What went wrong, as problem details (RFC 9457) with a flag.</summary>
/// <param name="Type">One of the urn:ncaspire:guard: ones.</param>
/// <param name="Detail">One sentence for people, without secrets.</param>
/// <param name="IsTransient">Trying again later may help.</param>
internal sealed record GuardProblem(string Type, string Title, int Status, string Detail, bool IsTransient)
{
    /// <summary>The engine could not do it, or the call makes no sense to it.</summary>
    public const string Fault = "urn:ncaspire:guard:fault";

    /// <summary>The guard does not let it pass.</summary>
    public const string Refused = "urn:ncaspire:guard:refused";

    /// <summary>The guard itself can't at the moment.</summary>
    public const string Unavailable = "urn:ncaspire:guard:unavailable";

    public const string ContentType = "application/problem+json";

    /// <summary>It comes from a guard, and not from something else that speaks HTTP.</summary>
    [JsonIgnore]
    public bool IsTold => Type is Fault or Refused or Unavailable && Detail.Length > 0;
}

namespace NcAspire.Core.Requests;

/// <summary>What to do about a request that carries an Idempotency-Key.</summary>
public abstract record RequestClaim
{
    private RequestClaim()
    {
    }

    /// <summary>Nobody has answered it yet: answer it, then save or release it.</summary>
    /// <param name="Holder">Made anew for each claim, so that a late holder cannot write over its successor.</param>
    public sealed record First(Guid Holder) : RequestClaim;

    /// <summary>It was answered before.</summary>
    public sealed record Answered(StoredAnswer Answer) : RequestClaim;

    /// <summary>The key was used for another body.</summary>
    public sealed record Mismatch : RequestClaim;

    /// <summary>It is being answered at this moment.</summary>
    public sealed record InProgress : RequestClaim;
}

namespace NcAspire.Core.Requests;

/// <summary>Remembers the answers to requests with an Idempotency-Key. All times are the database's clock.</summary>
public interface IRequestStore
{
    /// <summary>
    /// Takes a request, in one statement, unless somebody has it or has answered it. A holder that died is succeeded after the
    /// patience; an answer is forgotten after the lifetime.
    /// </summary>
    /// <param name="bodyHash">SHA-256 of the body.</param>
    Task<RequestClaim> ClaimAsync(
        RequestKey request, byte[] bodyHash, TimeSpan patience, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Keeps the answer; nothing happens when the holder has been succeeded.</summary>
    Task SaveAsync(RequestKey request, Guid holder, StoredAnswer answer, CancellationToken cancellationToken);

    /// <summary>Forgets the request, so that it can be tried again; nothing happens when the holder has been succeeded.</summary>
    Task ReleaseAsync(RequestKey request, Guid holder, CancellationToken cancellationToken);

    /// <summary>Removes what is past its lifetime; returns how many rows.</summary>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}

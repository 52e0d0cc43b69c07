namespace NcAspire.Core.Accounts;

/// <summary>So many requests of one user in a window that begins with the first of them.</summary>
public sealed class RequestLimit
{
    public int Count { get; set; }

    public TimeSpan Window { get; set; }
}

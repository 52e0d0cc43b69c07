namespace NcAspire.Core.Audit;

/// <summary>What is wrong with the log at one place.</summary>
public enum AuditFault
{
    /// <summary>A field or the hash of this entry is not what it was; or an entry was put in and all behind it was renumbered.</summary>
    Changed,

    /// <summary>There is no entry of this number.</summary>
    Missing,

    /// <summary>Another entry stands in the place of this number, and the right one somewhere else.</summary>
    Reordered,

    /// <summary>The last entries are gone, from this number on.</summary>
    Truncated,

    /// <summary>There are entries that were added behind the log's back.</summary>
    Added,
}

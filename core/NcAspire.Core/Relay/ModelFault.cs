using NcAspire.Core.Models;

namespace NcAspire.Core.Relay;

/// <summary>The last thing that went wrong between an instance and a vendor. <see cref="ModelFaults"/> has the words for it.</summary>
/// <param name="Since">The first time in a row.</param>
/// <param name="LastAt">The latest time; may lag a minute behind while it happens all the time.</param>
/// <param name="EndedAt">When the vendor answered well again; null while it has not.</param>
public sealed record ModelFault(
    ModelVendor Vendor, ModelFaultKind Kind, DateTimeOffset Since, DateTimeOffset LastAt, DateTimeOffset? EndedAt);

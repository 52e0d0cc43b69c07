namespace NcAspire.Contracts;

/// <summary>A host's memory, in bytes.</summary>
/// <param name="TotalBytes">What it has.</param>
/// <param name="ReservedBytes">The limits of all instances that run or are being started, together.</param>
/// <param name="LimitBytes">What these may be at most; null where memory is not reserved.</param>
/// <param name="FreeBytes">What is left of that; null where memory is not reserved.</param>
public sealed record HostMemoryResponse(long TotalBytes, long ReservedBytes, long? LimitBytes, long? FreeBytes);

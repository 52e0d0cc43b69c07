using NcAspire.Core.Instances;

namespace NcAspire.Core.Relay;

/// <summary>What an instance has used of a vendor on a UTC day.</summary>
/// <param name="Vendor">Its id.</param>
/// <param name="InputTokens">With those that the vendor had in its cache.</param>
public sealed record VendorUsage(InstanceId Instance, DateOnly Day, string Vendor, long Requests, long InputTokens, long OutputTokens);

using NcAspire.Core.Models;

namespace NcAspire.Vendors;

/// <summary>Section <c>Vendors:&lt;id&gt;</c>: what differs for a vendor from <see cref="ModelVendors"/>.</summary>
public sealed class VendorOptions
{
    /// <summary>Where it is, with the version part; null is its public address.</summary>
    public string? Address { get; set; }

    /// <summary>Its address may be without TLS in Production although it is not this machine: whoever is on the way reads key and messages.</summary>
    public bool AllowHttp { get; set; }
}

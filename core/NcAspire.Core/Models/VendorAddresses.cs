namespace NcAspire.Core.Models;

/// <summary>Where each vendor is: the only places that are ever called with somebody's key.</summary>
/// <param name="given">By <see cref="ModelVendor.Id"/>, for vendors that are elsewhere than at <see cref="ModelVendor.Upstream"/>.</param>
public sealed class VendorAddresses(IReadOnlyDictionary<string, Uri> given)
{
    public Uri Of(ModelVendor vendor) => given.GetValueOrDefault(vendor.Id, vendor.Upstream);

    /// <param name="path">What follows the vendor's address; it begins with a slash.</param>
    public Uri Of(ModelVendor vendor, string path) => new(Of(vendor).AbsoluteUri.TrimEnd('/') + path);
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Models;

namespace NcAspire.Relay.Vendors;

/// <summary>Where each vendor is: the only places that this process ever calls.</summary>
internal sealed class VendorAddresses
{
    private readonly Dictionary<string, string> _addresses = [];

    /// <exception cref="InvalidOperationException">An address can't be used: one sentence that names the setting.</exception>
    public VendorAddresses(IConfiguration configuration, IHostEnvironment environment)
    {
        var section = configuration.GetSection("Vendors");
        foreach (var given in section.GetChildren().Where(child => ModelVendors.Find(child.Key) is null))
        {
            throw new InvalidOperationException($"Vendors:{given.Key} names no vendor; there are {string.Join(", ", ModelVendors.All.Select(v => v.Id))}.");
        }

        foreach (var vendor in ModelVendors.All)
        {
            var options = section.GetSection(vendor.Id).Get<VendorOptions>() ?? new VendorOptions();
            var address = options.Address is { Length: > 0 } text ? Parse(text, vendor) : vendor.Upstream;
            if (environment.IsProduction() && address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback && !options.AllowHttp)
            {
                throw new InvalidOperationException(
                    $"Vendors:{vendor.Id}:Address is without TLS, so keys and messages could be read on the way. Use https, or set Vendors:{vendor.Id}:AllowHttp.");
            }

            _addresses.Add(vendor.Id, address.AbsoluteUri.TrimEnd('/'));
        }
    }

    public Uri Of(RelayTarget target) => new(_addresses[target.Vendor.Id] + target.Path);

    private static Uri Parse(string text, ModelVendor vendor) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new InvalidOperationException($"Vendors:{vendor.Id}:Address takes an address such as https://api.example.com/v1.");
}

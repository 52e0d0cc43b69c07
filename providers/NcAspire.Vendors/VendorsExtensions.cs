using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Models;

namespace NcAspire.Vendors;

public static class VendorsExtensions
{
    /// <summary>Adds <see cref="VendorAddresses"/>.</summary>
    /// <exception cref="InvalidOperationException">An address can't be used: one sentence that names the setting.</exception>
    public static void AddVendors(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Vendors");
        foreach (var given in section.GetChildren().Where(child => ModelVendors.Find(child.Key) is null))
        {
            throw new InvalidOperationException($"Vendors:{given.Key} names no vendor; there are {string.Join(", ", ModelVendors.All.Select(v => v.Id))}.");
        }

        var isProduction = builder.Environment.IsProduction();
        var addresses = new Dictionary<string, Uri>();
        foreach (var vendor in ModelVendors.All)
        {
            if (section.GetSection(vendor.Id).Get<VendorOptions>() is { Address.Length: > 0 } options)
            {
                addresses.Add(vendor.Id, Parse(vendor, options, isProduction));
            }
        }

        builder.Services.AddSingleton(new VendorAddresses(addresses));
    }

    /// <summary>Adds <see cref="IKeyProbe"/>; it needs <see cref="AddVendors"/>.</summary>
    public static void AddKeyProbe(this IServiceCollection services) => services.AddSingleton<IKeyProbe, KeyProbe>();

    private static Uri Parse(ModelVendor vendor, VendorOptions options, bool isProduction)
    {
        if (!Uri.TryCreate(options.Address, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            || address is not { UserInfo: "", Query: "", Fragment: "" })
        {
            throw new InvalidOperationException($"Vendors:{vendor.Id}:Address takes an address such as https://api.example.com/v1.");
        }

        return !isProduction || address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || options.AllowHttp
            ? address
            : throw new InvalidOperationException(
                $"Vendors:{vendor.Id}:Address is without TLS, so keys and messages could be read on the way. Use https, or set Vendors:{vendor.Id}:AllowHttp.");
    }
}

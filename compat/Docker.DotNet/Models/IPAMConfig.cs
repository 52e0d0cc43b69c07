using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>One pool of addresses, in CIDR notation; addresses are given out of <see cref="IPRange"/>.</summary>
public class IPAMConfig
{
    public string Subnet { get; set; }

    public string IPRange { get; set; }

    public string Gateway { get; set; }

    [JsonPropertyName("AuxiliaryAddresses")]
    public IDictionary<string, string> AuxAddress { get; set; }
}

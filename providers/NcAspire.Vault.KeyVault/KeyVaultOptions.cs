using System.ComponentModel.DataAnnotations;

namespace NcAspire.Vault.KeyVault;

/// <summary>Which secret of which Azure Key Vault holds the master keys: its versions.</summary>
public sealed class KeyVaultOptions : IValidatableObject
{
    public const string Section = "Vault:KeyVault";

    /// <summary>Address of the vault, such as <c>https://name.vault.azure.net</c>.</summary>
    [Required(ErrorMessage = $"{Section}:Uri must be the address of the Key Vault.")]
    public Uri? Uri { get; set; }

    /// <summary>Name of the secret. Each of its versions is a master key: base64 of 32 bytes.</summary>
    [Required(ErrorMessage = $"{Section}:Secret must be the name of the secret that holds the master key.")]
    [RegularExpression("[0-9A-Za-z-]{1,127}", ErrorMessage = $"{Section}:Secret takes 1 to 127 letters, digits and hyphens.")]
    public string? Secret { get; set; }

    /// <summary>How often it is looked whether there is a newer version.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = $"{Section}:Refresh takes a second to a day.")]
    public TimeSpan Refresh { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one look may take, repetitions included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = $"{Section}:Timeout takes 0.1 to 60 seconds.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri is { } uri && (!uri.IsAbsoluteUri || uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult($"{Section}:Uri must begin with https://.");
        }
    }
}

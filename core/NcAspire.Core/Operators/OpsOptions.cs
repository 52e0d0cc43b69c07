using System.ComponentModel.DataAnnotations;

namespace NcAspire.Core.Operators;

/// <summary>Section <c>Ops</c>: who may call the operators' part of the API.</summary>
public sealed class OpsOptions
{
    /// <summary>SHA-256 of the operators' token, in hexadecimal. Without it that part of the API is not there.</summary>
    [RegularExpression("[0-9A-Fa-f]{64}", ErrorMessage = "Ops:TokenHash takes the SHA-256 of the operators' token as 64 hexadecimal digits.")]
    public string? TokenHash { get; set; }

    /// <summary>Calls with a wrong token per address and <see cref="Window"/>; beyond, the address is refused whatever it brings.</summary>
    public int AttemptsPerAddress { get; set; } = 20;

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    public bool IsOpen => !string.IsNullOrEmpty(TokenHash);
}

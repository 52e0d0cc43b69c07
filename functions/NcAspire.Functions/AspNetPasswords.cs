using Microsoft.AspNetCore.Identity;
using NcAspire.Core.Accounts;

namespace NcAspire.Functions;

/// <summary>ASP.NET Core's PasswordHasher (PBKDF2 with HMAC-SHA512, a salt per password).</summary>
public sealed class AspNetPasswords : IPasswords
{
    private static readonly object _nobody = new();
    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _decoy;

    public AspNetPasswords() => _decoy = new Lazy<string>(() => Hash(Guid.NewGuid().ToString()));

    public string Hash(string password) => _hasher.HashPassword(_nobody, password);

    public PasswordCheck Verify(string? hash, string password) =>
        _hasher.VerifyHashedPassword(_nobody, hash ?? _decoy.Value, password) switch
        {
            _ when hash is null => PasswordCheck.Wrong,
            PasswordVerificationResult.Success => PasswordCheck.Right,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButOutdated,
            _ => PasswordCheck.Wrong,
        };
}

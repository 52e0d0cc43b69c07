using NcAspire.Core.Accounts;

namespace NcAspire.Core.Tests.Accounts;

/// <summary>Hashes by putting a word before it, and notes what it was asked to compare with.</summary>
internal sealed class CountingPasswords : IPasswords
{
    public List<string?> Compared { get; } = [];

    public string Hash(string password) => $"hash of {password}";

    public PasswordCheck Verify(string? hash, string password)
    {
        Compared.Add(hash);
        return hash switch
        {
            _ when hash == Hash(password) => PasswordCheck.Right,
            _ when hash == $"old {Hash(password)}" => PasswordCheck.RightButOutdated,
            _ => PasswordCheck.Wrong,
        };
    }
}

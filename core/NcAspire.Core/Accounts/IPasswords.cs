namespace NcAspire.Core.Accounts;

/// <summary>Hashes passwords. Implemented by the host with ASP.NET Core's PasswordHasher.</summary>
public interface IPasswords
{
    /// <summary>A new hash with a salt of its own; takes tens of milliseconds on purpose.</summary>
    string Hash(string password);

    /// <summary>Takes about as long for a null hash (no such user) as for a wrong password, so that answers do not tell who has an account.</summary>
    PasswordCheck Verify(string? hash, string password);
}

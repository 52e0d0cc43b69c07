using System.Globalization;

namespace NcAspire.Core.Accounts;

/// <summary>What an e-mail address and a password must look like.</summary>
public static class Credentials
{
    public const int MaxEmailLength = 254;
    public const int MinPasswordLength = 10;
    public const int MaxPasswordLength = 200;

    /// <summary>What is wrong with them; null when nothing is. The address is checked for shape only: mail proves the rest.</summary>
    public static SignInOutcome.Invalid? Complaint(string email, string password)
    {
        if (!IsEmail(email))
        {
            return new SignInOutcome.Invalid("email", "Enter an e-mail address such as name@example.com.");
        }

        return password.Length switch
        {
            < MinPasswordLength => new("password", $"Choose a password of at least {MinPasswordLength} characters."),
            > MaxPasswordLength => new("password", $"The password may have at most {MaxPasswordLength} characters."),
            _ => null,
        };
    }

    /// <summary>Whether it has the shape of an e-mail address.</summary>
    public static bool IsEmail(string text)
    {
        var at = text.IndexOf('@');
        return text.Length <= MaxEmailLength
            && at is > 0 and <= 64
            && text.LastIndexOf('@') == at
            && text.IndexOf('.', at) > at + 1
            && text[^1] is not '.'
            && !text.Any(c => IsInvisible(c) || c is '<' or '>' or '"' or ',');
    }

    /// <summary>Stands for an address among the limits, where the address itself has no business.</summary>
    public static string KeyOf(string email) => Convert.ToHexStringLower(Token.Hash(email.ToLowerInvariant()));

    // Format characters too: addresses that look alike must be alike.
    private static bool IsInvisible(char c) =>
        char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format;
}

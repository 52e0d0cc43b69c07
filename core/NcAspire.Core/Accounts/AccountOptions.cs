namespace NcAspire.Core.Accounts;

/// <summary>Limits of accounts and sessions.</summary>
public sealed class AccountOptions
{
    /// <summary>How long a session lasts after login.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Sign-ups per address and <see cref="SignUpWindow"/>.</summary>
    public int SignUpsPerAddress { get; set; } = 10;

    /// <summary>Sign-ups per e-mail address and <see cref="SignUpWindow"/>, whatever they come from.</summary>
    public int SignUpsPerAccount { get; set; } = 5;

    public TimeSpan SignUpWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Login attempts per address and <see cref="LoginWindow"/>.</summary>
    public int LoginsPerAddress { get; set; } = 50;

    /// <summary>Login attempts per account and <see cref="LoginWindow"/>; a correct one starts the count anew.</summary>
    public int LoginsPerAccount { get; set; } = 10;

    public TimeSpan LoginWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Wrong logins of one account from one address that nobody has to wait after.</summary>
    public int FreeLoginFailures { get; set; } = 3;

    /// <summary>The wait after the next wrong one; it doubles with each further one, up to <see cref="LongestLoginDelay"/>.</summary>
    public TimeSpan FirstLoginDelay { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestLoginDelay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long wrong logins are remembered.</summary>
    public TimeSpan LoginMemory { get; set; } = TimeSpan.FromHours(24);

    internal Backoff LoginBackoff => new(FreeLoginFailures, FirstLoginDelay, LongestLoginDelay, LoginMemory);
}

namespace NcAspire.Core.Accounts;

/// <summary>What a user can't do without end: each costs a backend, a vendor or WhatsApp something.</summary>
public enum Limit
{
    InstanceCreate,

    /// <summary>Every other change of an instance: each leaves an entry in the log for good.</summary>
    InstanceChange,
    QrStart,

    /// <summary>Writing keys, and having them checked by their vendor.</summary>
    KeyWrite,

    /// <summary>Whatever asks for the account's password again.</summary>
    AccountChange,
    Export,
}

namespace NcAspire.Core.Accounts;

public enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, but the hash is of an older format: store a new one.</summary>
    RightButOutdated,
}

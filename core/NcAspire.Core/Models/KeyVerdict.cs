namespace NcAspire.Core.Models;

/// <summary>What a vendor says to a key.</summary>
public enum KeyVerdict
{
    /// <summary>The vendor takes it.</summary>
    Works,

    /// <summary>The vendor refuses it.</summary>
    Refused,

    /// <summary>The vendor could not be asked or did not say. This is no word against the key.</summary>
    Unknown,
}

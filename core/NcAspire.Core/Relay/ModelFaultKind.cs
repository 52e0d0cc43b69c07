namespace NcAspire.Core.Relay;

/// <summary>Why a model did not answer.</summary>
public enum ModelFaultKind
{
    /// <summary>No key is saved for the vendor.</summary>
    NoKey,

    /// <summary>A key is saved and can't be opened: it was written under another master key, or was changed.</summary>
    KeyUnreadable,

    /// <summary>The vendor does not accept the key.</summary>
    KeyRefused,

    /// <summary>The account with the vendor has no money left.</summary>
    NoCredit,

    /// <summary>The vendor wants fewer requests for a while.</summary>
    RateLimited,

    /// <summary>The vendor has no such model, or not for this key.</summary>
    ModelUnknown,

    /// <summary>The vendor can't be reached, or answers that it fails.</summary>
    VendorDown,

    /// <summary>The vendor took the request and did not answer in time.</summary>
    Silent,

    /// <summary>The instance has used what it may on one day.</summary>
    LimitReached,

    /// <summary>While everybody may write, the instance has used what its owner allows on one day.</summary>
    OpenLimitReached,
}

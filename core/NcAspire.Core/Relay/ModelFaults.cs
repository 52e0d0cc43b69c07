using NcAspire.Core.Models;

namespace NcAspire.Core.Relay;

/// <summary>What people read of a fault: on the page, and in the chat when it is theirs to mend.</summary>
public static class ModelFaults
{
    /// <summary>
    /// Told in the chat at once, as if the model had said it. Anything else than an answer would be tried again by the gateway, and of
    /// billing it would then not ask this vendor for ten minutes, whatever its owner does (measured with OpenClaw 2026.9.6).
    /// </summary>
    public static bool IsTheirsToMend(ModelFaultKind kind) => kind is not (ModelFaultKind.RateLimited or ModelFaultKind.VendorDown);

    /// <summary>One clause, without a dot.</summary>
    public static string Title(ModelFaultKind kind, ModelVendor vendor) => kind switch
    {
        ModelFaultKind.NoKey => $"There is no key for {vendor.Name}",
        ModelFaultKind.KeyUnreadable => $"The key for {vendor.Name} can't be read",
        ModelFaultKind.KeyRefused => $"{vendor.Name} does not accept the key",
        ModelFaultKind.NoCredit => $"There is no credit left with {vendor.Name}",
        ModelFaultKind.RateLimited => $"{vendor.Name} asks for fewer requests",
        ModelFaultKind.ModelUnknown => $"{vendor.Name} does not have the chosen model",
        ModelFaultKind.VendorDown => $"{vendor.Name} has a fault",
        ModelFaultKind.Silent => $"{vendor.Name} does not answer",
        ModelFaultKind.LimitReached or ModelFaultKind.OpenLimitReached => "The limit for today is reached",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no words."),
    };

    /// <summary>What to do about it.</summary>
    public static string Detail(ModelFaultKind kind, ModelVendor vendor) => kind switch
    {
        ModelFaultKind.NoKey => $"Save a key for {vendor.Name} on the page of your assistant, or choose a model of another vendor there.",
        ModelFaultKind.KeyUnreadable => $"Save the key for {vendor.Name} once more on the page of your assistant.",
        ModelFaultKind.KeyRefused => $"It may have been withdrawn or may not be allowed to use this model. Save a new one for {vendor.Name} on the page of your assistant.",
        ModelFaultKind.NoCredit => $"Add credit to your account with {vendor.Name}, or choose a model of another vendor on the page of your assistant.",
        ModelFaultKind.RateLimited => "Send your message again in a few minutes. If that happens often, ask the vendor for a higher limit.",
        ModelFaultKind.ModelUnknown => "Choose another model on the page of your assistant.",
        ModelFaultKind.VendorDown => "That is usually over in a few minutes. Send your message again then.",
        ModelFaultKind.Silent => "That is usually over in a few minutes. Send your message again then.",
        ModelFaultKind.LimitReached => "Your assistant has used all requests or tokens of one day. It goes on at midnight UTC; the operator can raise the limit.",
        ModelFaultKind.OpenLimitReached => "As much was asked today as this assistant's owner allows while everybody may write. It goes on at midnight UTC.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no words."),
    };

    /// <summary>Both, as the chat gets them.</summary>
    public static string Message(ModelFaultKind kind, ModelVendor vendor) => $"⚠️ {Title(kind, vendor)}. {Detail(kind, vendor)}";
}

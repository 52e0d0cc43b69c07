namespace NcAspire.Core.Instances;

/// <summary>Whose WhatsApp number gets linked: the owner's own one (self-chat) or a separate one for the assistant.</summary>
public enum NumberKind
{
    Separate,
    Own,
}

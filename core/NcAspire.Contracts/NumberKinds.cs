namespace NcAspire.Contracts;

/// <summary>Whose WhatsApp number gets linked.</summary>
public static class NumberKinds
{
    /// <summary>The owner links his own number and writes to himself (self-chat).</summary>
    public const string Own = "own";

    /// <summary>The assistant has a number of its own; the owner writes to it.</summary>
    public const string Separate = "separate";
}

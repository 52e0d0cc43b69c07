namespace NcAspire.Core.Instances;

/// <summary>Who may write on WhatsApp from now on.</summary>
/// <param name="Open">Null closes it again: the owner alone is answered.</param>
public sealed record AccessChange(OpenAccess? Open);

namespace NcAspire.Core.Secrets;

/// <summary>A secret that is ready to be stored.</summary>
/// <param name="Last4">Its last four characters, which are all that is ever shown of it.</param>
public sealed record NewSecret(SealedSecret Sealed, string Last4);

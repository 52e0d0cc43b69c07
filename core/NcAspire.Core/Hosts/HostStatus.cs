namespace NcAspire.Core.Hosts;

/// <summary>How much a backend still takes.</summary>
/// <param name="Provider">Name of the compute provider.</param>
/// <param name="Host">What it last told; null when it never did.</param>
/// <param name="LimitBytes">Memory that instances may take together; null where it is unknown or not reserved.</param>
/// <param name="Fits">How many more instances of today's size that is; null where it is unknown or not reserved.</param>
/// <param name="Answers">It told a short while ago.</param>
public sealed record HostStatus(string Provider, Host? Host, long? LimitBytes, int? Fits, bool Answers);

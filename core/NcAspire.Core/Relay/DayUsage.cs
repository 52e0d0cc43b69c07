using NcAspire.Core.Instances;

namespace NcAspire.Core.Relay;

/// <summary>What an instance has used on a UTC day by all vendors.</summary>
/// <param name="Tokens">Input and output.</param>
public sealed record DayUsage(InstanceId Instance, DateOnly Day, long Requests, long Tokens);

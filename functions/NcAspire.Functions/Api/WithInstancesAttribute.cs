namespace NcAspire.Functions.Api;

/// <summary>The function needs all instances of its caller: they are read together with his session, in one round trip.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithInstancesAttribute : Attribute;

namespace NcAspire.Functions.Api;

/// <summary>The function takes calls with the operators' token only; a user's session is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperatorOnlyAttribute : Attribute
{
    /// <summary>Its answers tell of people, so that it is audited although it changes nothing.</summary>
    public bool ReadsPeople { get; init; }
}

namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks the parameter that says what starts the function.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

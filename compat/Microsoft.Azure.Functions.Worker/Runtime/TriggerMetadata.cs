namespace Microsoft.Azure.Functions.Worker.Runtime;

internal sealed class TriggerMetadata(string name, Type trigger) : BindingMetadata
{
    public override string Name => name;

    // HttpTriggerAttribute => "httpTrigger": the names that function.json has.
    public override string Type { get; } =
        $"{char.ToLowerInvariant(trigger.Name[0])}{trigger.Name[1..].Replace("Attribute", "", StringComparison.Ordinal)}";

    public override BindingDirection Direction => BindingDirection.In;
}

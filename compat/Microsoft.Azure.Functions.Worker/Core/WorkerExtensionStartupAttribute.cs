namespace Microsoft.Azure.Functions.Worker.Core;

/// <summary>Names the <see cref="WorkerExtensionStartup"/> of an extension's assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WorkerExtensionStartupAttribute(Type startupType) : Attribute
{
    public Type StartupType { get; } = startupType;
}

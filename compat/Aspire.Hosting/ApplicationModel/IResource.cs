namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: inert data. The orchestration reads its annotations.</summary>
public interface IResource
{
    string Name { get; }

    ResourceAnnotationCollection Annotations { get; }
}

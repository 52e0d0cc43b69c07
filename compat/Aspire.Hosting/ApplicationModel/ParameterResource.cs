namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside the application. Only part of signatures here: nothing makes one.</summary>
public class ParameterResource : Resource
{
    internal ParameterResource(string name)
        : base(name)
    {
    }
}

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The parts of a connection string, for programs that are not .NET: <c>{NAME}_{PROPERTY}</c> in the environment.</summary>
internal interface IConnectionProperties
{
    IEnumerable<KeyValuePair<string, string>> ConnectionProperties { get; }
}

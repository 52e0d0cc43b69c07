namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key the Azure Functions host demands. This worker listens without that host, so it demands none.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}

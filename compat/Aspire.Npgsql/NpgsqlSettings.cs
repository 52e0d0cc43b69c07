namespace Aspire.Npgsql;

/// <summary>Settings of one data source; section <c>Aspire:Npgsql</c>, overridden by <c>Aspire:Npgsql:{connectionName}</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string; by default <c>ConnectionStrings:{connectionName}</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the database out of the health checks.</summary>
    public bool DisableHealthChecks { get; set; }
}

namespace NcAspire.Store.Postgres.Migrations;

/// <summary>The schema cannot be brought up to date; the message says what to do about it.</summary>
public sealed class MigrationException(string message, Exception? innerException = null) : Exception(message, innerException);

namespace NcAspire.Cli;

/// <summary>Something the person at the terminal can mend; the message is one whole sentence that says how.</summary>
public sealed class CommandException(string message, Exception? cause = null) : Exception(message, cause);

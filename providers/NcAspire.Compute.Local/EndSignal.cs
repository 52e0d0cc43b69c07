namespace NcAspire.Compute.Local;

/// <summary>The signals that end a process; their numbers are the same on Linux and macOS.</summary>
internal enum EndSignal
{
    Kill = 9,
    Terminate = 15,
}

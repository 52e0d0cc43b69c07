namespace NcAspire.DockerGuard;

/// <summary>Section <c>Guard</c>: where this process listens, whom it believes, and what it lets pass at most.</summary>
public sealed class GuardOptions
{
    public const string Section = "Guard";

    /// <summary><c>http://127.0.0.1:port</c>, or <c>unix:///path</c> for a socket that this process makes with mode 0660.</summary>
    public string Address { get; set; } = "";

    /// <summary>The file with the token that callers must bring: 32 characters or more, for nobody else to read.</summary>
    public string TokenPath { get; set; } = "";

    /// <summary>The largest memory limit of a machine, bytes.</summary>
    public long MaxMemoryBytes { get; set; } = 8L << 30;

    /// <summary>The largest CPU limit of a machine, cores.</summary>
    public double MaxCpus { get; set; } = 8;

    /// <summary>How many machines the installation may have on this host, running or not, and as many volumes.</summary>
    public int MaxInstances { get; set; } = 500;

    /// <summary>How long a request waits for its turn before it is told to come back.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Stops all machines when the guard ends in order. For development: in Production they go on without it.</summary>
    public bool StopMachinesAtEnd { get; set; }
}

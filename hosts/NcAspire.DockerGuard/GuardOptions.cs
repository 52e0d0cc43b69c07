using System.ComponentModel.DataAnnotations;

namespace NcAspire.DockerGuard;

/// <summary>Section <c>Guard</c>: where this process listens, whom it believes, and what it lets pass at most.</summary>
public sealed class GuardOptions
{
    public const string Section = "Guard";

    /// <summary><c>http://127.0.0.1:port</c>, or <c>unix:///path</c> for a socket that this process makes with mode 0660.</summary>
    [Required(ErrorMessage = "Guard:Address must be set to where the guard listens, such as http://127.0.0.1:7073.")]
    public string Address { get; set; } = "";

    /// <summary>The file with the token that callers must bring: 32 characters or more, for nobody else to read.</summary>
    [Required(ErrorMessage = "Guard:TokenPath must be set to the file with the token that callers must bring.")]
    public string TokenPath { get; set; } = "";

    /// <summary>The largest memory limit of a machine, bytes.</summary>
    [Range(1L << 30, 1L << 40, ErrorMessage = "Guard:MaxMemoryBytes must be between 1 GiB and 1 TiB.")]
    public long MaxMemoryBytes { get; set; } = 8L << 30;

    /// <summary>The largest CPU limit of a machine, cores.</summary>
    [Range(1, 512, ErrorMessage = "Guard:MaxCpus must be between 1 and 512.")]
    public double MaxCpus { get; set; } = 8;

    /// <summary>How long a request waits for its turn before it is told to come back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:15", ErrorMessage = "Guard:MaxWait must be between 0.1 and 15 seconds.")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);
}

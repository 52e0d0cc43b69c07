namespace NcAspire.Contracts;

/// <summary>A backend as operators see it. What it last told of itself is null when it never did.</summary>
/// <param name="Host">Its name among operators.</param>
/// <param name="Version">What runs the machines there.</param>
/// <param name="Answers">It told of itself a short while ago.</param>
/// <param name="SeenAt">When it last did.</param>
/// <param name="Memory">Null when it never told.</param>
/// <param name="Fits">How many more instances of today's size it takes; null where memory is not reserved, or it never told.</param>
/// <param name="Running">Instances with status running.</param>
/// <param name="Stopped">Instances with status stopped.</param>
public sealed record HostResponse(
    string Provider,
    string? Host,
    string? Version,
    bool Answers,
    DateTimeOffset? SeenAt,
    HostMemoryResponse? Memory,
    double? Cpus,
    long? DiskFreeBytes,
    int? Fits,
    int Running,
    int Stopped);

using System.Globalization;

namespace NcAspire.Core;

/// <summary>Amounts of memory for people.</summary>
public static class Size
{
    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    /// <summary>In GiB where that is a short number, such as 1.5 GiB or 2 GiB, else in MiB.</summary>
    public static string Of(long bytes) => bytes >= GiB && bytes % (GiB / 4) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / GiB:0.##} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB} MiB");
}

using System.Diagnostics;

namespace NcAspire.Testing;

/// <summary>Reads QR codes as a phone would: from the picture, by an independent decoder (npm jsqr).</summary>
public static class QrDecoder
{
    private static readonly string _script = Path.Combine(Toolchain.RepositoryRoot, "tests", "qr-decoder", "decode.js");

    /// <summary>The text in a code.</summary>
    /// <param name="dataUrl">A PNG as data URL.</param>
    /// <exception cref="InvalidOperationException">There is no readable code; the message holds the decoder's
    /// words.</exception>
    public static async Task<string> ReadAsync(string dataUrl, CancellationToken cancellationToken)
    {
        using var decoder = new Process
        {
            StartInfo = new ProcessStartInfo(Toolchain.Node, [_script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        decoder.Start();
        var errors = decoder.StandardError.ReadToEndAsync(cancellationToken);
        await decoder.StandardInput.WriteAsync(dataUrl);
        decoder.StandardInput.Close();
        var text = await decoder.StandardOutput.ReadToEndAsync(cancellationToken);
        await decoder.WaitForExitAsync(cancellationToken);
        return decoder.ExitCode == 0
            ? text
            : throw new InvalidOperationException($"The QR code could not be read: {await errors}");
    }
}

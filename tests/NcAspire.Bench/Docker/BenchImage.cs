using System.Diagnostics;

namespace NcAspire.Bench.Docker;

/// <summary>The image with the light gateway.</summary>
internal static class BenchImage
{
    private const string Tag = "ncaspire-bench:latest";

    /// <returns>Its tag.</returns>
    public static async Task<string> BuildAsync(string engine, string baseImage, CancellationToken cancellationToken)
    {
        var context = Path.Combine(AppContext.BaseDirectory, "Docker", "FakeGateway");
        await File.WriteAllTextAsync(
            Path.Combine(context, "Dockerfile"),
            $"""
            FROM {baseImage}
            COPY gateway.mjs /opt/gateway.mjs
            RUN mkdir /data && chown 1000:1000 /data && chmod 700 /data
            USER 1000:1000
            WORKDIR /data
            CMD ["node", "/opt/gateway.mjs"]
            LABEL ncaspire.preflight=bench ncaspire.openclaw=0.0.0-bench ncaspire.whatsapp-plugin=/opt
            """,
            cancellationToken);
        var start = new ProcessStartInfo("docker", ["-H", engine, "build", "--quiet", "--tag", Tag, context])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOCKER_BUILDKIT"] = "0";
        using var build = Process.Start(start) ?? throw new InvalidOperationException("docker can't be started.");
        build.OutputDataReceived += (_, _) => { };
        build.BeginOutputReadLine();
        var errors = await build.StandardError.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode is 0 ? Tag : throw new InvalidOperationException($"The image was not built: {errors}");
    }
}

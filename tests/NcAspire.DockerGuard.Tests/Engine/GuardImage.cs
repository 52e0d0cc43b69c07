using System.Diagnostics;
using System.Formats.Tar;
using Docker.DotNet.Models;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>Makes the guard's image as its README says, of the very build that is tested.</summary>
internal static class GuardImage
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <returns>The image's name; it goes with the engine's things.</returns>
    public static async Task<string> BuildAsync(DockerEngine engine, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ncaspire-guard-image-").FullName;
        try
        {
            await LayOutAsync(folder, cancellationToken);
            using var context = new MemoryStream();
            await TarFile.CreateFromDirectoryAsync(folder, context, includeBaseDirectory: false, cancellationToken);
            context.Position = 0;
            var image = $"{engine.Name("guard")}:test";
            var parameters = new ImageBuildParameters
            {
                Tags = [image],
                Labels = engine.Labels,
                Remove = true,
                ForceRemove = true,
                BuildArgs = new Dictionary<string, string> { ["BASE"] = await engine.BaseImageAsync(cancellationToken) },
            };
            var said = new Collected<JSONMessage>();
            await engine.Client.Images.BuildImageFromDockerfileAsync(parameters, context, null, null, said, cancellationToken);
            return said.All.Any(message => message.Error is not null)
                ? throw new InvalidOperationException(string.Concat(said.All.Select(message => message.Stream ?? message.ErrorMessage)))
                : image;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LayOutAsync(string folder, CancellationToken cancellationToken)
    {
        var script = Path.Combine(Toolchain.RepositoryRoot, "hosts", "NcAspire.DockerGuard", "context.sh");
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var start = new ProcessStartInfo("/bin/sh", [script, folder, "--configuration", configuration, "--no-build", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var layOut = Process.Start(start) ?? throw new InvalidOperationException("No shell started.");
        var output = layOut.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = layOut.StandardError.ReadToEndAsync(cancellationToken);
        await layOut.WaitForExitAsync(cancellationToken).WaitAsync(_limit, TimeProvider.System, cancellationToken);
        Assert.True(layOut.ExitCode is 0, await output + await errors);
    }
}

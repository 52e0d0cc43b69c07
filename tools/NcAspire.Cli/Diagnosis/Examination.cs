using NcAspire.Cli.Running;
using NcAspire.Cli.Tools;

namespace NcAspire.Cli.Diagnosis;

/// <summary>Looks at everything that <c>./nc up</c> and <c>./nc test</c> need, and changes nothing.</summary>
public static class Examination
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        return
        [
            await SdkAsync(context.Checkout, cancellationToken),
            await CheckAsync("Node and npm", () => Machine.RequireNpmAsync(cancellationToken), "20 or newer"),
            Tools(context.Tools, context.Folders.Cache),
            Folder("cache folder", context.Folders.Cache, "NC_CACHE"),
            Folder("data folder", context.Folders.Data, "NC_DATA"),
            await CheckAsync("disk", () => Do(() => Machine.RequireSpace(context.Folders.Data)), "2 GB or more are free"),
            Memory(),
            await PortsAsync(context.Folders.Data),
            Browser(),
            .. await DockerExamination.RunAsync(context, cancellationToken),
        ];
    }

    private static async Task<Finding> SdkAsync(Checkout checkout, CancellationToken cancellationToken)
    {
        var version = await Child.CaptureAsync(new Dotnet(checkout).Start(["--version"]), cancellationToken);
        return version.ExitCode == 0
            ? new Finding(Health.Ok, ".NET SDK", version.Output.Trim())
            : new Finding(Health.Problem, ".NET SDK", version.Error.Trim());
    }

    private static async Task<Finding> CheckAsync(string subject, Func<Task> check, string good)
    {
        try
        {
            await check();
            return new Finding(Health.Ok, subject, good);
        }
        catch (CommandException exception)
        {
            return new Finding(Health.Problem, subject, exception.Message);
        }
    }

    private static async Task<Finding> PortsAsync(string data) => DataFolder.OwnerOf(data) is { } owner
        ? new Finding(Health.Note, "ports", $"the stack of {data} runs (process {owner}) and uses its own")
        : await CheckAsync("ports", () => Do(StackPorts.Default.RequireFree), "8080, 7071, 18888 and 7080 are free");

    private static Task Do(Action check)
    {
        check();
        return Task.CompletedTask;
    }

    private static Finding Tools(ToolCache cache, string folder) => cache.Missing is { Count: > 0 } missing
        ? new Finding(
            Health.Note,
            "tools",
            $"{string.Join(", ", missing.Select(tool => tool.Title))}: not here yet, the next ./nc up fetches it")
        : new Finding(Health.Ok, "tools", $"all in {folder}");

    private static Finding Folder(string subject, string folder, string variable)
    {
        try
        {
            Reach.Require(folder, variable);
            return Reach.CanWrite(folder)
                ? new Finding(Health.Ok, subject, folder)
                : new Finding(
                    Health.Problem, subject, $"{folder} can't be written; set {variable} to a folder that you may write");
        }
        catch (CommandException exception)
        {
            return new Finding(Health.Problem, subject, exception.Message);
        }
    }

    private static Finding Memory()
    {
        const long GatewayNeeds = 1_500_000_000;
        var free = Machine.FreeMemory();
        return free >= GatewayNeeds
            ? new Finding(Health.Ok, "memory", $"{free / 1_000_000} MB are free")
            : new Finding(
                Health.Problem,
                "memory",
                $"{free / 1_000_000} MB are free and one gateway takes 1500 MB; end other programs");
    }

    private static Finding Browser() => Machine.Browser is { } path
        ? new Finding(Health.Ok, "Chromium", path)
        : new Finding(Health.Note, "Chromium", "only ./nc test needs it: `apt-get install chromium`");
}

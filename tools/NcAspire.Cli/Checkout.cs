namespace NcAspire.Cli;

/// <summary>The places in the checkout that the commands work with.</summary>
public sealed class Checkout(string root)
{
    /// <summary>The checkout that this program was built from.</summary>
    public static Checkout Current { get; } = new(FindRoot());

    public string Root => root;

    public string Solution => Path.Combine(root, "NcAspire.sln");

    /// <summary>The part of the solution that <c>./nc up</c> runs.</summary>
    public string StackSolution => Path.Combine(root, "tools", "stack.slnf");

    public string Artifacts => Path.Combine(root, "artifacts");

    public string AppHost => Path.Combine(Artifacts, "bin", "NcAspire.AppHost", "debug", "NcAspire.AppHost.dll");

    /// <summary>The lock files of the tools, one folder per tool.</summary>
    public string Toolchain => Path.Combine(root, "tools", "toolchain");

    /// <summary>What container images are made of, one folder per image.</summary>
    public string Images => Path.Combine(root, "images");

    public string Tests => Path.Combine(root, "tests");

    public string WhatsAppSimulator => Path.Combine(Tests, "whatsapp-simulator");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new CommandException($"No checkout of NcAspire stands above {AppContext.BaseDirectory}; run ./nc from one.");
    }
}

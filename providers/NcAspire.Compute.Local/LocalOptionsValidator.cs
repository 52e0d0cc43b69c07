using System.Globalization;
using Microsoft.Extensions.Options;

namespace NcAspire.Compute.Local;

/// <summary>Looks at what the options name, so that a wrong path is a sentence at the start and not a gateway that never comes.</summary>
internal sealed class LocalOptionsValidator : IValidateOptions<LocalOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(LocalOptions options)
    {
        if (!Path.IsPathFullyQualified(options.DataPath))
        {
            yield return $"Local:DataPath must be an absolute path, not \"{options.DataPath}\".";
        }

        if (!Path.IsPathFullyQualified(options.NodePath) || !File.Exists(options.NodePath))
        {
            yield return $"Local:NodePath must be the absolute path of the Node.js binary; there is none at \"{options.NodePath}\".";
        }

        if (!Path.IsPathFullyQualified(options.OpenClawPath) || OpenClawPackage.VersionAt(options.OpenClawPath) is null)
        {
            yield return "Local:OpenClawPath must be the absolute path of the npm package openclaw; "
                + $"\"{options.OpenClawPath}\" has no openclaw.mjs beside a package.json with a version.";
        }

        if (!Path.IsPathFullyQualified(options.WhatsAppPluginPath)
            || !File.Exists(Path.Combine(options.WhatsAppPluginPath, "openclaw.plugin.json")))
        {
            yield return "Local:WhatsAppPluginPath must be the absolute path of an OpenClaw plugin; "
                + $"\"{options.WhatsAppPluginPath}\" has no openclaw.plugin.json.";
        }

        if (ProcessIdentity.Of(options.OwnerPid) is not { } owner || owner.Start != options.OwnerStart)
        {
            yield return "Local:OwnerPid and Local:OwnerStart must name a running process; "
                + string.Create(CultureInfo.InvariantCulture, $"there is no process {options.OwnerPid} of that start time.");
        }
    }
}

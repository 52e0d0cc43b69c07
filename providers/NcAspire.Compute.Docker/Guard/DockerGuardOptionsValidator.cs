using Microsoft.Extensions.Options;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>Looks at what the options name, so that a wrong one is a sentence at the start.</summary>
internal sealed class DockerGuardOptionsValidator : IValidateOptions<DockerGuardOptions>
{
    public ValidateOptionsResult Validate(string? name, DockerGuardOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(DockerGuardOptions options)
    {
        if (GuardAddress.TryParse(options.Address) is null)
        {
            yield return GuardAddress.Complaint("DockerGuard:Address");
        }

        if (GuardToken.Complaint(options.TokenPath, "DockerGuard:TokenPath") is { } complaint)
        {
            yield return complaint;
        }
    }
}

using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>Looks at what the options name: the guard does not start half open.</summary>
internal sealed class GuardOptionsValidator : IValidateOptions<GuardOptions>
{
    public ValidateOptionsResult Validate(string? name, GuardOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(GuardOptions options)
    {
        if (options.Address.Length > 0 && GuardAddress.TryParse(options.Address) is null)
        {
            yield return GuardAddress.Complaint("Guard:Address");
        }

        if (options.TokenPath.Length > 0 && GuardToken.Complaint(options.TokenPath, "Guard:TokenPath") is { } complaint)
        {
            yield return complaint;
        }
    }
}

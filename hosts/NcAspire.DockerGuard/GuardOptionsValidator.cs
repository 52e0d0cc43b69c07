using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>Looks at what the options name: the guard does not start half open.</summary>
internal sealed class GuardOptionsValidator : IValidateOptions<GuardOptions>
{
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(100);

    // Callers give up 20 seconds after the limit of a verb.
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);

    public ValidateOptionsResult Validate(string? name, GuardOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(GuardOptions options)
    {
        if (GuardAddress.TryParse(options.Address) is null)
        {
            yield return GuardAddress.Complaint("Guard:Address");
        }

        if (GuardToken.Complaint(options.TokenPath, "Guard:TokenPath") is { } complaint)
        {
            yield return complaint;
        }

        if (options.MaxMemoryBytes is < 1L << 30 or > 1L << 40)
        {
            yield return "Guard:MaxMemoryBytes must be between 1 GiB and 1 TiB.";
        }

        if (options.MaxCpus is not (>= 1 and <= 512))
        {
            yield return "Guard:MaxCpus must be between 1 and 512.";
        }

        if (options.MaxInstances is < 1 or > 100_000)
        {
            yield return "Guard:MaxInstances must be between 1 and 100000.";
        }

        if (options.MaxWait < _shortestWait || options.MaxWait > _longestWait)
        {
            yield return "Guard:MaxWait must be between 0.1 and 15 seconds.";
        }
    }
}

namespace NcAspire.Core.Models;

public abstract record CheckKeyOutcome
{
    private CheckKeyOutcome()
    {
    }

    public sealed record Asked(ModelVendor Vendor, KeyVerdict Verdict) : CheckKeyOutcome;

    public sealed record NotFound : CheckKeyOutcome;

    /// <summary>There is no such name, it opens no models, or no such key is stored.</summary>
    public sealed record Invalid(string Complaint) : CheckKeyOutcome;
}

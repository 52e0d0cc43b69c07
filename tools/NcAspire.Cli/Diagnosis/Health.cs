namespace NcAspire.Cli.Diagnosis;

/// <summary>How bad a finding is.</summary>
public enum Health
{
    Ok,

    /// <summary>Worth knowing; nothing has to be done.</summary>
    Note,

    /// <summary>Something does not work until it is mended.</summary>
    Problem,
}

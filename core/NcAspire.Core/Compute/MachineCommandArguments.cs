namespace NcAspire.Core.Compute;

/// <summary>What a fixed command is on the command line of <c>openclaw</c>.</summary>
public static class MachineCommandArguments
{
    public static IReadOnlyList<string> Arguments(this MachineCommand command) => command switch
    {
        MachineCommand.DoctorFix => ["doctor", "--fix", "--non-interactive"],
        MachineCommand.ValidateConfig => ["config", "validate", "--json"],
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command."),
    };
}

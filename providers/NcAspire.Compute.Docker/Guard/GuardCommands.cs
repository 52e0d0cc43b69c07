using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>The words for the fixed commands. A word that is not here is no command.</summary>
internal static class GuardCommands
{
    public static string NameOf(MachineCommand command) => command switch
    {
        MachineCommand.DoctorFix => "doctor-fix",
        MachineCommand.ValidateConfig => "validate-config",
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "There is no word for this command."),
    };

    public static MachineCommand? Find(string name) => name switch
    {
        "doctor-fix" => MachineCommand.DoctorFix,
        "validate-config" => MachineCommand.ValidateConfig,
        _ => null,
    };
}

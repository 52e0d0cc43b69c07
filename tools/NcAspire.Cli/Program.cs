using System.CommandLine;
using NcAspire.Cli;
using NcAspire.Cli.Commands;

const int Failed = 1;
const int WrongUse = 2;
const int Interrupted = 130;

var root = new RootCommand("NcAspire: managed hosting of OpenClaw gateways. ./nc up starts the whole stack here.")
{
    UpCommand.Create(),
    ScanCommand.Create(),
    SayCommand.Create(),
    TestCommand.Create(),
    BenchCommand.Create(),
    DoctorCommand.Create(),
    FetchCommand.Create(),
    ImageCommand.Create(),
    AuditCommand.Create(),
    KeysCommand.Create(),
};
var parsed = root.Parse(args);

if (parsed.Errors.Count > 0)
{
    Screen.Standard.Say(parsed.CommandResult.Command == root && parsed.UnmatchedTokens.Count > 0
        ? $"There is no command {parsed.UnmatchedTokens[0]}."
        : parsed.Errors[0].Message);
    Screen.Standard.Say("See ./nc --help.");
    return WrongUse;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    return Interrupted;
}
catch (Exception exception)
{
    Screen.Standard.Say(exception is CommandException ? exception.Message : $"Something unexpected happened: {exception.Message}");

    if (Environment.GetEnvironmentVariable("NC_DEBUG") == "1")
    {
        Screen.Standard.Say(exception.ToString());
    }

    return Failed;
}

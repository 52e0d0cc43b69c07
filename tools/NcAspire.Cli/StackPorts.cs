namespace NcAspire.Cli;

/// <summary>The loopback ports of a stack that people open in the browser or call, and the one that gateways call.</summary>
public sealed record StackPorts(int Web, int Functions, int Dashboard, int Relay)
{
    public const string FunctionsVariable = "NC_FUNCTIONS_PORT";

    public static StackPorts Default { get; } = new(8080, 7071, 18888, 7080);

    private IReadOnlyList<(string Name, int Port, string Option)> All =>
    [
        ("web page", Web, "--web-port"),
        ("functions", Functions, "--functions-port"),
        ("dashboard", Dashboard, "--dashboard-port"),
        ("model relay", Relay, "--relay-port"),
    ];

    /// <exception cref="CommandException">Two are the same, or another program listens on one.</exception>
    public void RequireFree()
    {
        foreach (var (name, port, option) in All)
        {
            if (All.Count(other => other.Port == port) > 1)
            {
                throw new CommandException($"Port {port} is given twice; {option} and the others need ports of their own.");
            }

            if (!Machine.IsFree(port))
            {
                throw new CommandException(
                    $"Port {port} for the {name} is taken by another program; stop that, or choose another port by {option}.");
            }
        }
    }
}

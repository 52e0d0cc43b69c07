using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NcAspire.Cli.Images;
using NcAspire.Cli.Running;
using NcAspire.Cli.Tools;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc up</c>: prepares everything and then becomes the AppHost.</summary>
public sealed class UpCommand
{
    private const string WebVariable = "NC_WEB_PORT";
    private const string DashboardVariable = "NC_DASHBOARD_PORT";
    private const string RelayVariable = "NC_RELAY_PORT";

    private readonly Option<string> _whatsApp = new("--whatsapp")
    {
        Description = "real talks to WhatsApp's servers; sim plays them on this machine",
        HelpName = "sim|real",
        DefaultValueFactory = _ => "real",
    };

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "Where gateways run",
        HelpName = "local|docker",
        DefaultValueFactory = _ => "local",
    };

    private readonly Option<bool> _fresh = new("--fresh") { Description = "Delete all data of earlier runs first" };

    private readonly Option<bool> _yes = new("--yes") { Description = "Don't ask before --fresh deletes" };

    private readonly Option<int> _webPort = Port("--web-port", WebVariable, "the web page", StackPorts.Default.Web);

    private readonly Option<int> _functionsPort = Port(
        "--functions-port", StackPorts.FunctionsVariable, "the functions", StackPorts.Default.Functions);

    private readonly Option<int> _dashboardPort = Port(
        "--dashboard-port", DashboardVariable, "the dashboard", StackPorts.Default.Dashboard);

    private readonly Option<int> _relayPort = Port("--relay-port", RelayVariable, "the model relay", StackPorts.Default.Relay);

    private UpCommand()
    {
        _whatsApp.Validators.Add(result => OneOf(result, "sim", "real"));
        _provider.Validators.Add(result => OneOf(result, "local", "docker"));
    }

    public static Command Create()
    {
        var up = new UpCommand();
        var command = new Command("up", "Start the whole stack on this machine and show its addresses; Ctrl-C ends it")
        {
            up._whatsApp, up._provider, up._fresh, up._yes, up._webPort, up._functionsPort, up._dashboardPort, up._relayPort,
        };
        command.SetAction((parsed, cancellationToken) => up.RunAsync(parsed, CommandContext.Current, cancellationToken));
        return command;
    }

    private static Option<int> Port(string name, string variable, string whose, int usual)
    {
        var given = System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
        var option = new Option<int>(name)
        {
            Description = $"The port of {whose}; {variable} says it too",
            HelpName = "port",
            DefaultValueFactory = result =>
            {
                if (given is null || IsPort(given))
                {
                    return given is null ? usual : int.Parse(given, CultureInfo.InvariantCulture);
                }

                result.AddError($"{variable} takes a port from 1 to 65535, not {given}.");
                return usual;
            },
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !IsPort(result.Tokens[0].Value))
            {
                result.AddError($"{name} takes a port from 1 to 65535, not {result.Tokens[0].Value}.");
            }
        });
        return option;
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;

    private static void OneOf(OptionResult result, params string[] choices)
    {
        if (result.Tokens.Count == 1 && !choices.Contains(result.Tokens[0].Value))
        {
            result.AddError(
                $"{result.Option.Name} takes {string.Join(" or ", choices)}, not {result.Tokens[0].Value}.");
        }
    }

    private static async Task ClearAsync(
        DataFolder data, bool agreed, CommandContext context, CancellationToken cancellationToken)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (!agreed && !context.Screen.Agree($"Delete all accounts, instances and keys in {context.Folders.Data}?"))
        {
            throw new CommandException("Nothing was deleted; to go on with the data there is, leave out --fresh.");
        }

        await DockerInstallation.RemoveAllAsync(context.Folders.Data, cancellationToken);
        data.Wipe();
    }

    private async Task RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var (checkout, folders, screen) = context;
        var fresh = parsed.GetValue(_fresh);
        var ports = new StackPorts(
            parsed.GetValue(_webPort), parsed.GetValue(_functionsPort), parsed.GetValue(_dashboardPort), parsed.GetValue(_relayPort));

        if (fresh && !parsed.GetValue(_yes) && !screen.CanAsk)
        {
            throw new CommandException("--fresh deletes data and nobody can be asked here; add --yes if that is meant.");
        }

        using var data = await DataFolder.ClaimAsync(folders.Data, screen, cancellationToken);
        Reach.Require(folders.Data, "NC_DATA");
        Machine.RequireSpace(folders.Data);
        ports.RequireFree();

        if (fresh)
        {
            await ClearAsync(data, parsed.GetValue(_yes), context, cancellationToken);
        }

        var tools = await context.FetchAsync(cancellationToken);
        await new Dotnet(checkout).BuildStackAsync(screen, cancellationToken);

        var environment = Environment(tools, folders, ports);

        var simulates = parsed.GetValue(_whatsApp) == "sim";

        if (simulates)
        {
            environment["NC_WHATSAPP_PLUGIN"] = checkout.WhatsAppSimulator;
        }

        if (parsed.GetValue(_provider) == "docker")
        {
            await UseDockerAsync(environment, simulates, context, cancellationToken);
        }

        // From here on there is one process only: Ctrl-C, SIGTERM and kill -9 all reach the AppHost itself.
        cancellationToken.ThrowIfCancellationRequested();
        data.PassOn();
        Libc.Replace(Dotnet.Program, [checkout.AppHost], environment);
    }

    // NC_GATEWAY_IMAGE names an image that is to be used as it is.
    private static async Task UseDockerAsync(
        Dictionary<string, string> environment, bool simulates, CommandContext context, CancellationToken cancellationToken)
    {
        const string ImageVariable = "NC_GATEWAY_IMAGE";
        var docker = new DockerCli(DockerCli.Named(null));
        await docker.RequireAsync(cancellationToken);
        var engine = await docker.AddressAsync(cancellationToken);

        if (!engine.StartsWith("unix://", StringComparison.Ordinal))
        {
            throw new CommandException(
                $"The stack reaches gateways by their addresses on this machine, and the engine {engine} may be another one; use a local engine.");
        }

        if (!environment.ContainsKey(ImageVariable))
        {
            var request = new ImageRequest(
                ImageRequest.UsualRepository, null, ImageRequest.AuthorityOf(null), Force: false, Simulator: simulates);
            var made = await ImageSet.EnsureAsync(context, docker, request, cancellationToken);
            environment[ImageVariable] = (made.Simulator ?? made.Gateway).Name;
        }

        environment["NC_PROVIDER"] = "docker";
        environment["NC_DOCKER_HOST"] = engine;
        environment["NC_GUARD_PORT"] = Machine.FreePort().ToString(CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string> Environment(ToolPaths tools, Folders folders, StackPorts ports)
    {
        var environment = System.Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => variable.Value as string ?? "");

        foreach (var (name, value) in tools.Variables)
        {
            environment[name] = value;
        }

        environment["NC_DATA"] = folders.Data;
        environment[WebVariable] = ports.Web.ToString(CultureInfo.InvariantCulture);
        environment[StackPorts.FunctionsVariable] = ports.Functions.ToString(CultureInfo.InvariantCulture);
        environment[DashboardVariable] = ports.Dashboard.ToString(CultureInfo.InvariantCulture);
        environment[RelayVariable] = ports.Relay.ToString(CultureInfo.InvariantCulture);
        environment.TryAdd("DOTNET_ENVIRONMENT", "Development");
        environment.TryAdd("ASPNETCORE_ENVIRONMENT", "Development");
        return environment;
    }
}

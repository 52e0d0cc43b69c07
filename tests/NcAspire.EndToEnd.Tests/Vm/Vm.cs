using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NcAspire.Core.Accounts;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.EndToEnd.Tests.Vm;

/// <summary>
/// The programs of deploy/vm, published and started in the order, with the settings and as the kinds of users that stand there. Ports,
/// sockets and the name of the installation are their own; what systemd adds to that (sandbox, credentials) is not here.
/// </summary>
internal sealed class Vm(DockerEngine engine, EmbeddedPostgres postgres, string image) : IAsyncDisposable
{
    private const int Guard = 61_001;
    private const int Functions = 61_002;
    private const int Web = 61_003;
    private const int Relay = 61_004;

    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-vm-").FullName;
    private readonly List<Service> _services = [];
    private readonly string _operatorToken = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private readonly int _relayPort = LoopbackPort.Free();
    private string _database = "";

    public Uri WebAddress { get; } = Loopback(LoopbackPort.Free());

    public Uri FunctionsAddress { get; } = Loopback(LoopbackPort.Free());

    /// <summary>Of this host alone; gateways have the one on their bridge.</summary>
    private Uri RelayAddress => Loopback(_relayPort);

    public Service GuardService => _services[0];

    private string TokenOf(string service) => Path.Combine(_folder, service, "guard-token");

    private string Socket => $"unix://{_folder}/guard/guard.sock";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        foreach (var (project, part) in Walk.Published)
        {
            // Debug is what the tests have built already; the README says Release. A server that stayed behind would keep our pipe open.
            await RunAsync(
                Toolchain.RepositoryRoot,
                [
                    "dotnet", "publish", project, "--no-restore", "--configuration", "Debug", "--output", Path.Combine(_folder, part),
                    "-nodeReuse:false", "-p:UseSharedCompilation=false",
                ],
                cancellationToken);
        }

        await using (var migrations = Service.Start(ProgramOf("migrations"), Functions, [], await MigrationsAsync(cancellationToken)))
        {
            Assert.True(await migrations.EndAsync() is 0, migrations.ToString());
        }

        _services.Add(Service.Start(ProgramOf("guard"), Guard, [await GroupOfEngineAsync(cancellationToken)], GuardSettings()));
        _services.Add(Service.Start(ProgramOf("relay"), Relay, [], RelaySettings()));
        _services.Add(Service.Start(ProgramOf("functions"), Functions, [Guard], FunctionsSettings()));
        _services.Add(Service.Start(ProgramOf("web"), Web, [], WebSettings()));
        await UntilHealthyAsync(new Uri(RelayAddress, "health"), cancellationToken);
        await UntilHealthyAsync(new Uri(FunctionsAddress, "api/health"), cancellationToken);
        await UntilHealthyAsync(new Uri(WebAddress, "health"), cancellationToken);
    }

    /// <summary>Asks the operators' part of the API.</summary>
    public async Task<JsonElement> OperatorAsync(string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _operatorToken);
        return JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(FunctionsAddress, $"api/ops/{path}"), cancellationToken));
    }

    /// <summary>Asks the relay for a model's answer as the gateway of the only instance does, with a token that is made here.</summary>
    public async Task<(HttpStatusCode Status, string Text)> AskModelAsync(CancellationToken cancellationToken)
    {
        var token = Token.New();
        await SqlAsync(
            _database,
            "delete from relay_tokens; insert into relay_tokens (token_hash, instance_id, created_at) "
            + $"select '\\x{Convert.ToHexStringLower(Token.Hash(token))}', id, now() from instances",
            cancellationToken);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var question = new StringContent("""{"model":"some-model","input":"hello"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(RelayAddress, "openai/responses"), question, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>What the database answers to a statement of the relay's role; null when it does it.</summary>
    public async Task<string?> RefusalToRelayAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            await SqlAsync(OfRelay, sql, cancellationToken);
            return null;
        }
        catch (PostgresException fault)
        {
            return fault.SqlState;
        }
    }

    /// <summary>Ends the programs in the order of a shutdown, each with exit code 0.</summary>
    public async Task StopAsync()
    {
        foreach (var service in _services.AsEnumerable().Reverse())
        {
            Assert.True(await service.StopAsync() is 0, service.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string BridgeAddress => string.Create(CultureInfo.InvariantCulture, $"10.210.0.1:{_relayPort}");

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    private static async Task<string> RunAsync(string folder, string[] command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode is 0, output);
        return output;
    }

    // As the RuntimeDirectory, the StateDirectory and the credentials of the units are.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        const string Script = """
            set -e; cd "$1"; token=$2
            chmod 755 .
            install -d -m 750 -o 61001 -g 61001 guard
            install -d -m 700 -o 61002 -g 61002 functions-secrets
            install -d -m 700 -o 61003 -g 61003 web-state
            install -d -m 700 -o 61004 -g 61004 relay-secrets
            umask 077
            for place in 61001:guard 61002:functions-secrets; do
                printf %s "$token" >"${place#*:}/guard-token"; chown "${place%:*}" "${place#*:}/guard-token"; chmod 400 "${place#*:}/guard-token"
            done
            openssl rand -base64 32 >master-key
            for place in 61002:functions-secrets 61004:relay-secrets; do
                install -m 400 -o "${place%:*}" master-key "${place#*:}/master-key"
            done
            """;
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        await RunAsync(_folder, ["sh", "-c", Script, "sh", _folder, token], cancellationToken);
    }

    private async Task<int> GroupOfEngineAsync(CancellationToken cancellationToken) => int.Parse(
        await RunAsync(_folder, ["stat", "-L", "-c", "%g", DockerEngine.Endpoint.AbsolutePath], cancellationToken), CultureInfo.InvariantCulture);

    private string ProgramOf(string unit) => Path.Combine(_folder, Walk.ProgramOf(unit));

    private async Task<Dictionary<string, string>> MigrationsAsync(CancellationToken cancellationToken)
    {
        _database = await postgres.CreateDatabaseAsync(cancellationToken);
        await SqlAsync(_database, Walk.RelayRole, cancellationToken);
        return With("migrations", ("ConnectionStrings__ncaspire", _database));
    }

    private Dictionary<string, string> GuardSettings()
    {
        var settings = With("guard", ("Guard__Address", Socket), ("Guard__TokenPath", TokenOf("guard")), ("Docker__Image", image));
        settings["Docker__Endpoint"] = DockerEngine.Endpoint.ToString();
        settings["Docker__Installation"] = engine.Id;
        return settings;
    }

    private Dictionary<string, string> FunctionsSettings()
    {
        var settings = With(
            "functions",
            ("ASPNETCORE_URLS", FunctionsAddress.ToString()),
            ("ConnectionStrings__ncaspire", _database),
            ("DockerGuard__Address", Socket),
            ("DockerGuard__TokenPath", TokenOf("functions-secrets")),
            ("Vault__KeyPath", Path.Combine(_folder, "functions-secrets", "master-key")),
            ("Relay__Address", $"http://{BridgeAddress}"),
            ("Docker__Image", image));
        settings["Ops__TokenHash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_operatorToken)));
        return settings;
    }

    private Dictionary<string, string> RelaySettings() => With(
        "relay",
        ("Relay__Listen__0", BridgeAddress),
        ("Relay__Listen__1", RelayAddress.Authority),
        ("ConnectionStrings__ncaspire", OfRelay),
        ("Vault__KeyPath", Path.Combine(_folder, "relay-secrets", "master-key")));

    // As the unit has it: the role has the name of the unit's user.
    private string OfRelay => new NpgsqlConnectionStringBuilder(_database)
    {
        Username = new NpgsqlConnectionStringBuilder(Walk.SettingsOf("relay")["ConnectionStrings__ncaspire"]).Username,
    }.ConnectionString;

    private static async Task SqlAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Dictionary<string, string> WebSettings() => With(
        "web",
        ("ASPNETCORE_URLS", WebAddress.ToString()),
        ("services__functions__http__0", FunctionsAddress.ToString()),
        ("DataProtection__Path", Path.Combine(_folder, "web-state", "keys")));

    // A name that the unit does not have would hide that it is missing there.
    private static Dictionary<string, string> With(string unit, params (string Name, string Value)[] own)
    {
        var settings = Walk.SettingsOf(unit);
        foreach (var (name, value) in own)
        {
            Assert.True(settings.ContainsKey(name), $"ncaspire-{unit}.service does not set {name}.");
            settings[name] = value;
        }

        return settings;
    }

    private async Task UntilHealthyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            async () =>
            {
                _services.ForEach(service => service.AssertRuns());
                try
                {
                    using var answer = await http.GetAsync(address, cancellationToken);
                    return answer.StatusCode is HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            cancellationToken);
    }
}

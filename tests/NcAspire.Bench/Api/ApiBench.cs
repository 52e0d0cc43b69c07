using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NcAspire.Core.Accounts;
using NcAspire.Core.Secrets;
using NcAspire.Store.Postgres.Instances;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Bench.Api;

/// <summary>What a list of instances costs a customer with a session, beside an endpoint that only makes the same query.</summary>
internal sealed class ApiBench(Bench bench, HttpClient ours, HttpClient floor)
{
    private const int Connections = 16;
    private const int Requests = 4000;
    private const int Rounds = 7;
    private const int Instances = 3;

    // A list is there to be read: 40 % of the floor's requests a second take 1/0.4 of its time.
    private const double Limit = 1 / 0.4;

    /// <summary>The word that makes this program the floor.</summary>
    public const string Floor = "api-floor";

    public static async Task RunAsync(Bench bench, string repository, CancellationToken cancellationToken)
    {
        await using var postgres = new EmbeddedPostgres();
        await postgres.InitializeAsync();
        using var template = new SchemaTemplate();
        var database = await template.CopyAsync(postgres, cancellationToken);
        var (api, bare) = (Address(), Address());
        using var guardToken = new GuardToken();
        await using var functions = await FunctionsAsync(repository, database, api, guardToken.Path, cancellationToken);
        using var account = await Account.SignUpAsync(new Uri(api, "api/"), cancellationToken);
        var token = account.Http.DefaultRequestHeaders.Authorization?.Parameter ?? "";
        await SeedAsync(database, cancellationToken);

        await using var floor = await ServiceProcess.StartAsync(
            [typeof(ApiBench).Assembly.Location, Floor],
            new Dictionary<string, string>
            {
                ["NC_FLOOR_ADDRESS"] = bare.ToString(),
                ["NC_FLOOR_DATABASE"] = database,
                ["NC_FLOOR_TOKEN_HASH"] = Convert.ToHexString(Token.Hash(token)),
            },
            new Uri(bare, "health"),
            cancellationToken);
        using var ourClient = Client(new Uri(api, "api/"));
        ourClient.DefaultRequestHeaders.Authorization = account.Http.DefaultRequestHeaders.Authorization;
        using var floorClient = Client(bare);
        await new ApiBench(bench, ourClient, floorClient).ListAsync(cancellationToken);
    }

    /// <summary>The other process of this suite.</summary>
    public static Task RunFloorAsync(Func<string, string> required, CancellationToken cancellationToken) => BareApi.RunAsync(
        new Uri(required("NC_FLOOR_ADDRESS")),
        required("NC_FLOOR_DATABASE"),
        InstanceDetails.OfToken,
        Convert.FromHexString(required("NC_FLOOR_TOKEN_HASH")),
        cancellationToken);

    private static Uri Address() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}/"));

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections }) { BaseAddress = address };

    // No machine is ever made: the backend's settings only have to be there.
    private static Task<ServiceProcess> FunctionsAsync(string repository, string database, Uri address, string guardToken, CancellationToken cancellationToken) =>
        ServiceProcess.StartAsync(
            [Path.Combine(repository, "artifacts/bin/NcAspire.Functions/release/NcAspire.Functions.dll")],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__ncaspire"] = database,
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["NC_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length)),
                ["DockerGuard__Address"] = "http://127.0.0.1:9",
                ["DockerGuard__TokenPath"] = guardToken,
                ["Docker__Image"] = "none:1",
            },
            new Uri(address, "api/health"),
            cancellationToken);

    private static async Task SeedAsync(string database, CancellationToken cancellationToken)
    {
        const string Sql =
            """
            insert into instances (
                id, user_id, slug, status, desired_state, region, provider, image, container_name, state_volume, memory_bytes,
                owner_phone, created_at, updated_at)
            select gen_random_uuid(), u.id, 'bench-' || n, 'stopped', 'stopped', 'docker', 'docker', 'none:1', 'nc-' || n, 'nc-state-' || n,
                1 << 30, '+15550002222', now(), now()
            from users u, generate_series(1, @Instances) n
            """;
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(Sql);
        command.Parameters.AddWithValue("Instances", Instances);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class GuardToken : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-bench-").FullName;

        public GuardToken()
        {
            File.WriteAllText(Path, RandomNumberGenerator.GetHexString(64));
            File.SetUnixFileMode(Path, UnixFileMode.UserRead);
        }

        public string Path => System.IO.Path.Combine(_folder, "token");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var (bare, whole) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var least = await TimeAsync(floor, cancellationToken);
            var real = await TimeAsync(ours, cancellationToken);

            // The first round warms both up.
            if (round > 0)
            {
                bare.Add(least);
                whole.Add(real);
            }
        }

        bench.Compare(
            "api.list", $"{Requests} lists of {Instances} instances, {Connections} at once", "ms", Median(bare), Median(whole), Limit);
    }

    private static async Task<double> TimeAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var left = Requests;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var answer = await http.GetAsync(new Uri("instances", UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            }
        }));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

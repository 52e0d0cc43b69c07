using System.Diagnostics;
using System.Net;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Bench.Docker;

/// <summary>What NcAspire costs on Docker, each figure beside what the bare engine does in the same run.</summary>
internal sealed class DockerBench(Bench bench, RawEngine engine, string image)
{
    private const string RawLabel = "ncaspire.bench=raw";
    private const string Network = "nc-internal";
    private const int CreateRounds = 20;
    private const int Users = 8;
    private const int CapRounds = 20;
    private const int Containers = 30;
    private const int Cap = 3;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _readingTime = TimeSpan.FromSeconds(6);

    /// <param name="bench">Takes the figures.</param>
    /// <param name="repository">Folder of the checkout, built.</param>
    /// <param name="endpoint">Of the engine, <c>unix:///…</c>.</param>
    /// <param name="baseImage">Has node in it.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task RunAsync(Bench bench, string repository, string endpoint, string baseImage, CancellationToken cancellationToken)
    {
        using var engine = new RawEngine(new Uri(endpoint).AbsolutePath);
        var image = await BenchImage.BuildAsync(endpoint, baseImage, cancellationToken);
        var docker = new DockerBench(bench, engine, image);

        await using (var guard = await GuardProcess.StartAsync(repository, endpoint, image, cancellationToken))
        {
            await docker.CreateCostAsync(guard.Provider, guard.Network, cancellationToken);
        }

        await using var stack = await StackProcess.StartAsync(
            repository,
            ["--provider", "docker"],
            new Dictionary<string, string>
            {
                ["NC_DOCKER_HOST"] = endpoint,
                ["NC_GATEWAY_IMAGE"] = image,
                ["Accounts__SignUpsPerAddress"] = "1000",
                ["Capacity__Overcommit"] = "10",
            },
            cancellationToken);
        await docker.ParallelCreatesAsync(stack, Network, cancellationToken);
        await docker.CapRaceAsync(stack, cancellationToken);
        await docker.StatusReadsAsync(stack, cancellationToken);
    }

    /// <summary>One instance after another through the guard, in turn with the bare calls.</summary>
    private async Task CreateCostAsync(IComputeProvider provider, string network, CancellationToken cancellationToken)
    {
        var (raw, ours) = (new List<double>(), new List<double>());
        for (var round = 0; round <= CreateRounds; round++)
        {
            var spec = Spec();
            var whole = await TimeAsync(async () =>
            {
                await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, cancellationToken);
                await provider.CreateAsync(spec, cancellationToken);
                await provider.SeedFilesAsync(spec.Name, [new SeedFile("openclaw.json", """{"gateway":{"mode":"local"}}""")], cancellationToken);
                await provider.StartAsync(spec.Name, cancellationToken);
            });
            await provider.DeleteAsync(spec.Name, cancellationToken);
            await provider.DeleteVolumeAsync(spec.Volume, cancellationToken);

            // After ours, which makes the network.
            var name = $"nc-bench-{Guid.NewGuid():N}";
            var bare = await TimeAsync(() => engine.CreateAsync(name, image, network, RawLabel, cancellationToken));
            await engine.RemoveAsync(name, cancellationToken);

            // The first round warms both up.
            if (round > 0)
            {
                raw.Add(bare);
                ours.Add(whole);
            }
        }

        bench.Compare(
            "docker.create", "create one instance (volume, container, files, start)", "ms", Median(raw), Median(ours), limit: 1.3);
    }

    /// <summary>Eight people at once, by the API, against eight times the bare calls at once.</summary>
    private async Task ParallelCreatesAsync(StackProcess stack, string network, CancellationToken cancellationToken)
    {
        var accounts = await SignUpAsync(stack, Users, cancellationToken);
        var (raw, ours, refused) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round < 5; round++)
        {
            var began = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            var answers = await Task.WhenAll(accounts.Select((account, index) => account.CreateAsync($"bench-{index}", cancellationToken)));
            refused += answers.Count(answer => answer is not HttpStatusCode.Accepted);
            ours.Add((await LastStartAsync(stack, Users, cancellationToken) - began).TotalMilliseconds);
            await Task.WhenAll(accounts.Select(account => account.DeleteAllAsync(cancellationToken)));

            var names = Enumerable.Range(0, Users).Select(_ => $"nc-bench-{Guid.NewGuid():N}").ToList();
            raw.Add(await TimeAsync(() => Task.WhenAll(
                names.Select(name => engine.CreateAsync(name, image, network, RawLabel, cancellationToken)))));
            await Task.WhenAll(names.Select(name => engine.RemoveAsync(name, cancellationToken)));
        }

        bench.Compare(
            "docker.parallel-create", "eight people at once, until the last gateway is started", "ms", Median(raw), Median(ours), limit: 1.5);
        bench.AtMost("docker.parallel-create-refused", "of eight people at once, refused", "creations", refused, limit: 0);
        Dispose(accounts);
    }

    /// <summary>One person eight times at once: exactly as many as the cap, and nothing left behind.</summary>
    private async Task CapRaceAsync(StackProcess stack, CancellationToken cancellationToken)
    {
        using var account = await Account.SignUpAsync(stack.Api, cancellationToken);
        var label = $"ncaspire.installation={stack.Installation}";
        var (wrong, left) = (0, 0);
        for (var round = 0; round < CapRounds; round++)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Users).Select(index => account.CreateAsync($"cap-{index}", cancellationToken)));
            wrong += answers.Count(answer => answer is HttpStatusCode.Accepted) is Cap
                && answers.Count(answer => answer is HttpStatusCode.Conflict) is Users - Cap
                    ? 0
                    : 1;
            await account.DeleteAllAsync(cancellationToken);
            left += await engine.CountContainersAsync(label, cancellationToken) + await engine.CountVolumesAsync(label, cancellationToken);
        }

        bench.AtMost("docker.cap-race", $"one person, eight at once, {CapRounds} rounds: not exactly {Cap} admitted", "rounds", wrong, limit: 0);
        bench.AtMost("docker.cap-race-orphans", "containers and volumes left behind by that", "orphans", left, limit: 0);
    }

    /// <summary>Reading the status with thirty gateways running and with none.</summary>
    private async Task StatusReadsAsync(StackProcess stack, CancellationToken cancellationToken)
    {
        using var reader = await Account.SignUpAsync(stack.Api, cancellationToken);
        await reader.CreateAsync("reader", cancellationToken);
        await reader.SeeRunningAsync("reader", cancellationToken);
        using (var stop = await reader.Http.PostAsync(new Uri("instances/reader/stop", UriKind.Relative), null, cancellationToken))
        {
            stop.EnsureSuccessStatusCode();
        }

        var accounts = await SignUpAsync(stack, Containers / Cap, cancellationToken);
        await ReadAsync(reader, "instances", cancellationToken);
        var (none, many) = (new Rates(), new Rates());
        await none.AddAsync(reader, cancellationToken);

        await Task.WhenAll(accounts.SelectMany((account, index) => Enumerable.Range(0, Cap)
            .Select(number => (account, slug: $"many-{index}-{number}")))
            .Select(async one =>
            {
                await one.account.CreateAsync(one.slug, cancellationToken);
                await one.account.SeeRunningAsync(one.slug, cancellationToken);
            }));
        await many.AddAsync(reader, cancellationToken);
        await many.AddAsync(reader, cancellationToken);

        await Task.WhenAll(accounts.Select(account => account.DeleteAllAsync(cancellationToken)));
        await none.AddAsync(reader, cancellationToken);
        bench.Compare(
            "docker.list-read", $"GET instances: time per request with no and with {Containers} containers", "µs", none.List, many.List, limit: 1.1);
        bench.Compare(
            "docker.status-read", $"GET instances/slug: time per request with no and with {Containers} containers", "µs", none.One, many.One, limit: 1.1);
        await reader.DeleteAllAsync(cancellationToken);
        Dispose(accounts);
    }

    private MachineSpec Spec()
    {
        var instance = InstanceId.New(TimeProvider.System);
        return new MachineSpec(
            instance,
            Slug.TryParse("bench") ?? throw new InvalidOperationException("bench is no slug."),
            InstanceNames.Machine(instance),
            InstanceNames.Volume(instance),
            image,
            1536L << 20,
            1,
            new Dictionary<string, string>());
    }

    private static async Task<IReadOnlyList<Account>> SignUpAsync(StackProcess stack, int count, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        for (var number = 0; number < count; number++)
        {
            accounts.Add(await Account.SignUpAsync(stack.Api, cancellationToken));
        }

        return accounts;
    }

    private static void Dispose(IEnumerable<Account> accounts)
    {
        foreach (var account in accounts)
        {
            account.Dispose();
        }
    }

    private async Task<DateTimeOffset> LastStartAsync(StackProcess stack, int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await engine.ContainersAsync($"ncaspire.installation={stack.Installation}", cancellationToken);
            if (seen.Count == wanted && seen.All(one => one.StartedAt is not null))
            {
                return seen.Max(one => one.StartedAt) ?? throw new InvalidOperationException("Nothing was started.");
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Microseconds per request, four at a time.</summary>
    private static async Task<double> ReadAsync(Account reader, string path, CancellationToken cancellationToken)
    {
        var count = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(began) < _readingTime)
            {
                using var answer = await reader.Http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref count);
            }
        }));
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / count;
    }

    private sealed class Rates
    {
        private readonly List<double> _list = [];
        private readonly List<double> _one = [];

        public double List => _list.Average();

        public double One => _one.Average();

        public async Task AddAsync(Account reader, CancellationToken cancellationToken)
        {
            _list.Add(await ReadAsync(reader, "instances", cancellationToken));
            _one.Add(await ReadAsync(reader, "instances/reader", cancellationToken));
        }
    }
}

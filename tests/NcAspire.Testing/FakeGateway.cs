using System.Collections.Concurrent;
using System.Text.Json;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Instances;

namespace NcAspire.Testing;

/// <summary>The gateways on the machines of a <see cref="FakeCompute"/>: one answers only while its machine runs.</summary>
public sealed class FakeGateway(FakeCompute compute) : IGateway
{
    private readonly ConcurrentDictionary<string, FakePhone> _phones = new();

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["OPENCLAW_NO_RESPAWN"] = "1" };

    /// <summary>Every gateway runs, but none answers a liveness check.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The phone of an instance's gateway.</summary>
    public FakePhone PhoneOf(InstanceId instance) => PhoneOf(InstanceNames.Machine(instance));

    public string RenderConfig(MachinePlacement placement, GatewaySettings settings) =>
        JsonSerializer.Serialize(new
        {
            owner = settings.Owner?.Value,
            number = settings.Number.ToString(),
            everybody = settings.Everybody,
            model = settings.Model?.Choice.ToString(),
            port = placement.Port,
        });

    public IReadOnlyList<SeedFile> PlaceConfig(string config) => [new SeedFile("openclaw.json", config)];

    public IReadOnlyList<SeedFile> RenderSecrets(GatewaySecrets secrets) =>
    [
        .. secrets.Values.Where(secret => secret.Key is ModelRoute.RelayToken).Select(relay => new SeedFile("relay.txt", relay.Value)),
        new SeedFile("owner.json", JsonSerializer.Serialize(secrets.Values.Where(secret => secret.Key is not ModelRoute.RelayToken).ToDictionary())),
    ];

    public Task<GatewayProbe> ProbeAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken)
    {
        var isLive = compute.VolumeOfRunning(Machine(endpoint)) is not null;
        return Task.FromResult(new GatewayProbe(isLive, isLive && PhoneOf(Machine(endpoint)).IsGatewayReady, isLive ? "2026.9.6" : null));
    }

    public Task<bool> IsLiveAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken) =>
        Task.FromResult(!IsSilent && compute.VolumeOfRunning(Machine(endpoint)) is not null);

    public Task ApplyConfigAsync(GatewayEndpoint endpoint, string config, CancellationToken cancellationToken) =>
        RunAsync(nameof(ApplyConfigAsync), endpoint, (_, volume) =>
        {
            volume.Files["openclaw.json"] = config;
            return true;
        }, cancellationToken);

    public Task ReloadSecretsAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken) =>
        RunAsync(nameof(ReloadSecretsAsync), endpoint, (_, volume) =>
        {
            volume.Files["owner.json in use"] = volume.Files["owner.json"];
            return true;
        }, cancellationToken);

    public Task<QrStart> StartLoginAsync(GatewayEndpoint endpoint, TimeSpan timeout, CancellationToken cancellationToken) =>
        RunAsync<QrStart>(nameof(StartLoginAsync), endpoint, (phone, _) => phone switch
        {
            { IsScanned: true } => new QrStart.AlreadyLinked(),
            { Refusal: { } words } => new QrStart.Failed(words),
            _ => new QrStart.Shown(phone.Show()),
        }, cancellationToken);

    public async Task<QrWait> WaitLoginAsync(
        GatewayEndpoint endpoint, string? currentQrDataUrl, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            var changed = PhoneOf(Machine(endpoint)).Changed;
            var answer = await RunAsync<QrWait?>(nameof(WaitLoginAsync), endpoint, (phone, _) => phone switch
            {
                { IsScanned: true } => new QrWait.Linked(),
                { Refusal: { } words } => new QrWait.Failed(words),
                { Code: null } => new QrWait.Expired(),
                { Code: { } code } when code != currentQrDataUrl => new QrWait.Rotated(code),
                _ => null,
            }, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new QrWait.StillWaiting();
            }
        }
    }

    public Task<WhatsAppReport> WhatsAppAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken) =>
        RunAsync(
            nameof(WhatsAppAsync),
            endpoint,
            (phone, _) => new WhatsAppReport(
                phone.IsScanned, phone.IsConnected, phone.IsLoggedOut, phone.IsScanned ? phone.Number : null, LastError: null)
            {
                LastCode = phone.LastCode,
                GivenUp = phone.HasGivenUp,
                Stale = phone.IsStale,
            },
            cancellationToken);

    public Task LogoutAsync(GatewayEndpoint endpoint, CancellationToken cancellationToken) =>
        RunAsync(nameof(LogoutAsync), endpoint, (phone, _) =>
        {
            phone.Forget();
            return true;
        }, cancellationToken);

    private static string Machine(GatewayEndpoint endpoint) => endpoint.BaseAddress.Host[..^".invalid".Length];

    private FakePhone PhoneOf(string machine) => _phones.GetOrAdd(machine, _ => new FakePhone());

    private Task<T> RunAsync<T>(
        string call, GatewayEndpoint endpoint, Func<FakePhone, FakeVolume, T> work, CancellationToken cancellationToken) =>
        compute.Faults.RunAsync(
            call,
            () => compute.VolumeOfRunning(Machine(endpoint)) is { } volume
                ? work(PhoneOf(Machine(endpoint)), volume)
                : throw new ProviderException("The gateway can't be reached.", isTransient: true),
            cancellationToken);
}

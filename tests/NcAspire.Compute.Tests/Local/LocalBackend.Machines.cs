using System.Text.Json;
using NcAspire.Core.Compute;
using NcAspire.Core.Instances;

namespace NcAspire.Compute.Tests.Local;

public sealed partial class LocalBackend
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);
    private static readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static MachineSpec NewSpec()
    {
        var instance = InstanceId.New(TimeProvider.System);
        return new MachineSpec(
            instance, Slug.TryParse("local")!, InstanceNames.Machine(instance), InstanceNames.Volume(instance), "fake", 1L << 30, 1,
            new Dictionary<string, string> { ["OPENCLAW_OFFLINE"] = "1" });
    }

    public static async Task CreateAsync(IComputeProvider provider, MachineSpec spec, GatewayScript? script = null)
    {
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await provider.CreateAsync(spec, Ct);
        var content = JsonSerializer.Serialize(script ?? new GatewayScript(), JsonSerializerOptions.Web);
        await provider.SeedFilesAsync(spec.Name, [new SeedFile("fake-gateway.json", content)], Ct);
    }

    /// <summary>A created machine with its script in place.</summary>
    public async Task<MachineSpec> CreatedAsync(GatewayScript? script = null)
    {
        var spec = NewSpec();
        await CreateAsync(Provider, spec, script);
        return spec;
    }

    /// <summary>A machine whose gateway answers.</summary>
    public async Task<MachineSpec> RunningAsync(GatewayScript? script = null)
    {
        var spec = await CreatedAsync(script);
        await Provider.StartAsync(spec.Name, Ct);
        await AnswerAsync(await Provider.InspectAsync(spec.Name, Ct));
        return spec;
    }

    /// <summary>Waits for an answer, and fails when none comes.</summary>
    public static Task AnswerAsync(MachineState state) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                using var response = await _http.GetAsync(new Uri(state.Endpoint!.BaseAddress, "/healthz"), Ct);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        _limit,
        Ct);
}

using System.Net;
using NcAspire.Contracts;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.EndToEnd.Tests;

/// <summary>The main job by the API alone, against real gateways.</summary>
public abstract class ApiStory(OneStack one)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Stack Stack => one.Stack;

    [Fact]
    public async Task An_instance_is_created_linked_restarted_and_deleted()
    {
        using var owner = await ApiClient.SignUpAsync(Stack, Ct);
        using var stranger = await ApiClient.SignUpAsync(Stack, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = "first" }, Ct);
        await owner.SeeRunningAsync("first", Ct);

        var configured = await owner.ExpectAsync(
            HttpStatusCode.Accepted, HttpMethod.Put, "instances/first/whatsapp/owner", new { phone = "+15550002222" }, Ct);
        var operation = configured.GetProperty("operation").GetProperty("id").GetGuid();
        await Eventually.TrueAsync(async () => (await OperationAsync(owner, operation)) is OperationStates.Succeeded, Ct);

        var started = await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "instances/first/whatsapp/qr/start", null, Ct);
        var code = started.GetProperty("qrDataUrl").GetString()!;
        Assert.StartsWith("2@", await QrDecoder.ReadAsync(code, Ct), StringComparison.Ordinal);

        var rotated = await owner.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "instances/first/whatsapp/qr/wait", new { currentQrDataUrl = code }, Ct);
        Assert.NotEqual(code, rotated.GetProperty("qrDataUrl").GetString());

        var waiting = owner.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "instances/first/whatsapp/qr/wait", new { timeoutSeconds = 60 }, Ct);
        await Stack.RunCommandAsync(["scan", "first"], Ct);
        Assert.True((await waiting).GetProperty("connected").GetBoolean());
        var linked = await owner.SeeAsync("first", i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);
        Assert.Equal("+15550001111", linked.WhatsApp.Self);

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances/first/restart", null, Ct);
        await owner.SeeAsync(
            "first",
            i => i is { Status: InstanceStates.Running, Operation: null, WhatsApp.State: WhatsAppStates.Connected },
            Ct);

        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, "instances/first"), (HttpMethod.Delete, "instances/first"), (HttpMethod.Post, "instances/first/whatsapp/qr/start"),
        })
        {
            await stranger.ExpectAsync(HttpStatusCode.NotFound, method, path, null, Ct);
        }

        var gone = await owner.GetAsync("first", Ct);
        var keys = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "sk-0123456789abcdef" };
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Put, "instances/first/llm", new { keys }, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, "instances/first", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, "instances/first", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
        await AssertNothingLeftOfAsync(gone.Id);
    }

    [Fact]
    public async Task A_crash_of_functions_in_mid_provisioning_is_resumed_and_finished()
    {
        using var owner = await ApiClient.SignUpAsync(Stack, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = "crashed" }, Ct);
        var created = await owner.SeeAsync("crashed", i => i.Operation?.Step is "ready", Ct);

        RunningProcesses.Signal(Stack.ProcessOf("NcAspire.Functions"), "KILL");

        // The AppHost starts functions again; until then nobody answers.
        await Eventually.SeeAsync(
            async () =>
            {
                try
                {
                    return (await owner.SendAsync(HttpMethod.Get, "alive", null, Ct)).Status;
                }
                catch (HttpRequestException)
                {
                    return HttpStatusCode.ServiceUnavailable;
                }
                catch (System.Text.Json.JsonException)
                {
                    return HttpStatusCode.OK;
                }
            },
            status => status is HttpStatusCode.OK,
            TimeSpan.FromMinutes(1),
            Ct);
        var finished = await owner.SeeRunningAsync("crashed", Ct);
        Assert.Equal(created.Id, finished.Id);
        Assert.Single(await Stack.RunningAsync(Ct), name => name.Contains($"{created.Id:N}", StringComparison.Ordinal));

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, "instances/crashed", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, "instances/crashed", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
        await AssertNothingLeftOfAsync(created.Id);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_comes_back_with_its_link()
    {
        using var owner = await ApiClient.SignUpAsync(Stack, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = "killed" }, Ct);
        var created = await owner.SeeRunningAsync("killed", Ct);
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "instances/killed/whatsapp/qr/start", null, Ct);
        await Stack.RunCommandAsync(["scan", "killed"], Ct);
        await owner.SeeAsync("killed", i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);

        await Stack.KillGatewayAsync(created.Id, Ct);

        await owner.SeeAsync("killed", i => i.Operation is not null, Ct);
        await owner.SeeAsync(
            "killed",
            i => i is { Status: InstanceStates.Running, Operation: null, WhatsApp.State: WhatsAppStates.Connected },
            Ct);
        Assert.Single(await Stack.RunningAsync(Ct), name => name.Contains($"{created.Id:N}", StringComparison.Ordinal));

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, "instances/killed", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, "instances/killed", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
        await AssertNothingLeftOfAsync(created.Id);
    }

    private static async Task<string?> OperationAsync(ApiClient owner, Guid operation)
    {
        var answer = await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"operations/{operation}", null, Ct);
        return answer.GetProperty("state").GetString();
    }

    private NpgsqlDataSource Database() => NpgsqlDataSource.Create(
        RunningProcesses.Variable(Stack.ProcessOf("NcAspire.Functions"), "ConnectionStrings__ncaspire")!);

    /// <summary>Nothing at the backend, no process and no row of the instance remains; its operations and audit entries do, by design.</summary>
    private async Task AssertNothingLeftOfAsync(Guid instance)
    {
        Assert.DoesNotContain(await Stack.RemainsAsync(Ct), name => name.Contains($"{instance:N}", StringComparison.Ordinal));
        Assert.Empty(RunningProcesses.Mentioning(Stack.Data, $"{instance:N}"));

        await using var source = Database();
        foreach (var (table, key) in new[]
        {
            ("instances", "id"), ("instance_secrets", "instance_id"), ("whatsapp_links", "instance_id"), ("relay_tokens", "instance_id"),
        })
        {
            await using var command = source.CreateCommand($"select count(*) from {table} where {key} = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = instance });
            Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
        }
    }
}

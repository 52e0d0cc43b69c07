using System.Net;
using System.Text.Json;
using Docker.DotNet.Models;
using NcAspire.Testing;
using Npgsql;

namespace NcAspire.EndToEnd.Tests.Vm;

/// <summary>Whoever goes by deploy/vm/README.md has a service that people can use: in Production, behind a proxy that speaks https.</summary>
[Collection(VmCollection.Name)]
public sealed class VmDeploymentTests(EmbeddedPostgres postgres, DockerEngine engine) : IClassFixture<EmbeddedPostgres>, IClassFixture<DockerEngine>
{
    private const string Instance = "/instances/on-a-vm";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Published_programs_serve_a_person_from_sign_up_to_the_end_of_an_instance()
    {
        if (!Environment.IsPrivilegedProcess || DockerEngine.Endpoint.Scheme is not "unix")
        {
            throw Prerequisite.Missing("Programs with users of their own need root and an engine that listens on a socket.");
        }

        await using var vm = new Vm(engine, postgres, await engine.ImageAsync("NC_SIMULATOR_IMAGE", Ct));
        await vm.StartAsync(Ct);
        using var visitor = new Visitor(vm.WebAddress);

        var account = new Dictionary<string, string> { ["email"] = $"{Guid.NewGuid():N}@example.com", ["password"] = "correct horse battery" };
        await visitor.PostAsync("/signup", "credentials", account, Ct);
        Assert.Contains("; secure; samesite=lax; httponly", visitor.CookieLines["__Host-nc"], StringComparison.Ordinal);
        var (answer, _) = await visitor.GetAsync("/instances", Ct);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));

        await visitor.PostAsync("/instances", "create", new Dictionary<string, string> { ["slug"] = "on-a-vm" }, Ct);
        await visitor.SeeAsync(Instance, ["status=running", "operation=none"], Ct);
        var container = Assert.Single(await ContainersAsync());
        Assert.Equal("running", container.State);
        Assert.Single(await VolumesAsync());

        await Eventually.TrueAsync(
            async () => (await vm.OperatorAsync("hosts", Ct)).GetProperty("items")[0].GetProperty("running").GetInt32() is 1, Ct);
        Assert.Empty((await vm.OperatorAsync("orphans", Ct)).GetProperty("items").EnumerateArray());
        await AssertRelayServesAndMayNoMoreAsync(vm);

        await visitor.PostAsync($"{Instance}?confirm=delete", "delete", new Dictionary<string, string> { ["typed"] = "on-a-vm" }, Ct, to: Instance);
        await Eventually.TrueAsync(async () => (await visitor.GetAsync(Instance, Ct)).Answer.StatusCode is HttpStatusCode.NotFound, Ct);
        Assert.Empty(await ContainersAsync());
        Assert.Empty(await VolumesAsync());

        await vm.StopAsync();
        Assert.Contains(
            vm.GuardService.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("Message").GetString()),
            message => message!.StartsWith("create nc-", StringComparison.Ordinal));
    }

    private static async Task AssertRelayServesAndMayNoMoreAsync(Vm vm)
    {
        // It has read the token and that there is no key, and has written what it counts and the fault.
        var (status, text) = await vm.AskModelAsync(Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("There is no key for OpenAI", text, StringComparison.Ordinal);
        foreach (var sql in (string[])
            [
                "update users set email = email", "delete from sessions", "update operations set state = 'failed'", "delete from audit_log",
                "update audit_log set action = action", "update instances set image = image", "update instance_secrets set key_id = key_id",
                "update relay_tokens set revoked_at = null", "select * from users",
            ])
        {
            Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, await vm.RefusalToRelayAsync(sql, Ct)));
        }
    }

    private async Task<IList<ContainerListResponse>> ContainersAsync() =>
        await engine.Client.Containers.ListContainersAsync(new() { All = true, Filters = Ours }, Ct);

    private async Task<IList<VolumeResponse>> VolumesAsync() =>
        (await engine.Client.Volumes.ListAsync(new() { Filters = Ours }, Ct)).Volumes ?? [];

    private Dictionary<string, IDictionary<string, bool>> Ours => new()
    {
        ["label"] = new Dictionary<string, bool> { [$"ncaspire.installation={engine.Id}"] = true },
    };
}

using System.Text.Json;
using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class StoryTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    [Fact]
    public async Task Somebody_signs_up_creates_links_restarts_and_deletes()
    {
        using var ada = await Api.SignUpAsync();
        Assert.Equal(ada.Email, (await ada.GetAsync("me")).Expect(200).Text("email"));
        Assert.Equal("home", (await ada.GetAsync("regions")).Expect(200).Json.GetProperty("items")[0].GetProperty("code").GetString());

        var created = (await ada.PostAsync("instances", new { slug = "ada" })).Expect(202);
        Assert.Equal("creating", created.Text("status"));
        Assert.Equal("create", created.Text("operation.kind"));
        var operation = await ada.FinishAsync(created);
        Assert.Equal("succeeded", operation.Text("state"));
        Assert.All(
            operation.Json.GetProperty("steps").EnumerateArray(),
            step => Assert.Equal(JsonValueKind.String, step.GetProperty("finishedAt").ValueKind));
        var instance = new InstanceId(Guid.Parse(created.Text("id")));
        var phone = Api.Gateway.PhoneOf(instance);
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
        Assert.Single(Api.Compute.Machines);

        var owner = await ada.PutAsync("instances/ada/whatsapp/owner", new { phone = "+91 98765-43210", number = "own" });
        Assert.Equal("+919876543210", owner.Expect(202).Text("whatsApp.owner"));
        Assert.Equal("succeeded", (await ada.FinishAsync(owner)).Text("state"));
        Assert.Contains("919876543210", Api.Compute.Volumes.Single().Value.Files["openclaw.json"], StringComparison.Ordinal);

        var shown = (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
        Assert.Equal(phone.Code, shown.Text("qrDataUrl"));
        Assert.Equal("linking", (await ada.GetAsync("instances/ada")).Text("whatsApp.state"));

        var rotation = ada.PostAsync("instances/ada/whatsapp/qr/wait", new { currentQrDataUrl = phone.Code });
        phone.Rotate();
        var rotated = (await rotation).Expect(200);
        Assert.Equal(phone.Code, rotated.Text("qrDataUrl"));
        Assert.False(rotated.Json.GetProperty("connected").GetBoolean());

        var waiting = ada.PostAsync("instances/ada/whatsapp/qr/wait", new { currentQrDataUrl = phone.Code });
        phone.Scan();
        var linked = (await waiting).Expect(200);
        Assert.True(linked.Json.GetProperty("connected").GetBoolean());
        Assert.Equal(JsonValueKind.Null, linked.Json.GetProperty("qrDataUrl").ValueKind);
        var now = await ada.GetAsync("instances/ada");
        Assert.Equal("connected", now.Text("whatsApp.state"));
        Assert.Equal(phone.Number, now.Text("whatsApp.self"));
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).ExpectProblem(409, "already-linked");

        var restarted = await ada.FinishAsync(await ada.PostAsync("instances/ada/restart"));
        Assert.Equal("succeeded", restarted.Text("state"));
        Assert.Equal("connected", (await ada.GetAsync("instances/ada")).Text("whatsApp.state"));
        Assert.Equal(2, Api.Compute.Machines.Single().Value.Starts);

        var health = (await ada.GetAsync("instances/ada/health")).Expect(200);
        Assert.True(health.Json.GetProperty("ready").GetBoolean());

        Assert.False((await ada.GetAsync("instances/ada")).Json.GetProperty("deleting").GetBoolean());
        var deleting = await ada.DeleteAsync("instances/ada");
        Assert.True(deleting.Json.GetProperty("deleting").GetBoolean());
        Assert.Equal("succeeded", (await ada.FinishAsync(deleting)).Text("state"));
        (await ada.GetAsync("instances/ada")).ExpectProblem(404, "not-found");
        (await ada.DeleteAsync("instances/ada")).ExpectProblem(404, "not-found");
        Assert.Empty((await ada.GetAsync("instances")).Json.GetProperty("items").EnumerateArray());
        Assert.Empty(Api.Compute.Machines);
        Assert.Empty(Api.Compute.Volumes);

        (await ada.PostAsync("logout")).Expect(204);
        (await ada.GetAsync("me")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_unlinked_phone_is_not_connected_any_more()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateConnectedAsync("ada");

        (await ada.PostAsync("instances/ada/whatsapp/logout")).Expect(204);

        Assert.Equal("not-linked", (await ada.GetAsync("instances/ada")).Text("whatsApp.state"));
        var wait = (await ada.PostAsync("instances/ada/whatsapp/qr/wait", new { timeoutSeconds = 1 })).Expect(200);
        Assert.False(wait.Json.GetProperty("connected").GetBoolean());
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
    }

    [Fact]
    public async Task Stop_and_start_keep_the_link()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateConnectedAsync("ada");

        Assert.Equal("succeeded", (await ada.FinishAsync(await ada.PostAsync("instances/ada/stop"))).Text("state"));
        var stopped = await ada.GetAsync("instances/ada");
        Assert.Equal("stopped", stopped.Text("status"));
        Assert.NotEqual("connected", stopped.Text("whatsApp.state"));
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).ExpectProblem(409, "not-running");
        (await ada.PostAsync("instances/ada/whatsapp/logout")).ExpectProblem(409, "not-running");
        (await ada.PostAsync("instances/ada/stop")).ExpectProblem(409, "instance-state");

        Assert.Equal("succeeded", (await ada.FinishAsync(await ada.PostAsync("instances/ada/start"))).Text("state"));
        Assert.Equal("connected", (await ada.GetAsync("instances/ada")).Text("whatsApp.state"));
    }

    [Fact]
    public async Task A_dead_machine_is_started_again_by_the_health_check()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");

        Api.Compute.Crash(instance);

        await Eventually.TrueAsync(() => Api.Compute.Machines.Values.Single().Starts == 2, Ct);
    }

    [Fact]
    public async Task A_gateway_without_a_code_is_told_as_whatsapp_unreachable()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        Api.Gateway.PhoneOf(instance).Refusal = "WhatsApp login failed: getaddrinfo EAI_AGAIN web.whatsapp.com";

        var refused = (await ada.PostAsync("instances/ada/whatsapp/qr/start")).ExpectProblem(502, "whatsapp-unreachable");

        Assert.DoesNotContain("getaddrinfo", refused.Body, StringComparison.Ordinal);
    }
}

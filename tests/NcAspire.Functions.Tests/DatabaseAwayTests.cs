using NcAspire.Testing;
using Npgsql;

namespace NcAspire.Functions.Tests;

public sealed class DatabaseAwayTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_told_and_work_goes_on_when_the_database_is_back()
    {
        var real = new NpgsqlConnectionStringBuilder(await template.CopyAsync(postgres, Ct));
        await using var door = new TcpDoor(real.Port);
        var through = new NpgsqlConnectionStringBuilder(real.ConnectionString) { Port = door.Port };
        await using var api = await Api.StartAsync(
            through.ConnectionString, configure: null, "Runner:Lease=00:00:02", "Link:Lease=00:00:02", "Link:Poll=00:00:00.1",
            $"Ops:TokenHash={new string('0', 64)}");
        using var ada = await api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
        using var events = await ada.WatchAsync("ada");
        await events.UntilAsync("status");
        var held = api.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        var created = (await ada.PostAsync("instances", new { slug = "ada-2" })).Expect(202);
        await held.Reached;

        door.Close();
        held.Release();
        foreach (var route in Routes.All.Where(r => r.Function is not ("Alive" or "Health" or "OpenApi")))
        {
            var answer = await ada.SendAsync(route.Method, route.For("ada"), Bodies.For(route));
            Assert.True(answer.Status is 503, $"{route.Function} answers {answer.Status} without a database: {answer.Body}");
            Assert.Equal("unavailable", answer.Problem());
        }

        (await ada.GetAsync("health")).Expect(503);
        (await ada.GetAsync("alive")).Expect(200);

        door.Open();
        await Eventually.TrueAsync(async () => (await ada.GetAsync("health")).Status is 200, Ct);
        Assert.Equal("succeeded", (await ada.FinishAsync(created)).Text("state"));
        api.Gateway.PhoneOf(instance).Scan();
        await Eventually.TrueAsync(async () => (await ada.GetAsync("instances/ada")).Text("whatsApp.state") == "connected", Ct);
        Assert.Equal("succeeded", (await ada.FinishAsync(await ada.PostAsync("instances/ada/stop"))).Text("state"));
    }

    [Fact]
    public async Task A_database_that_ends_every_connection_is_away_and_not_a_fault_of_ours()
    {
        await using var api = await Api.StartAsync(await template.CopyAsync(postgres, Ct));
        using var ada = await api.SignUpAsync();
        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ada.GetAsync("me")));
            await api.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ada.GetAsync("me")));
            Assert.All(answers, a => Assert.True(a.Status is 200 || a.ExpectProblem(503, "unavailable").Status is 503));
        }
    }

    [Fact]
    public async Task A_query_that_the_database_ends_is_told_as_away()
    {
        var connectionString = await template.CopyAsync(postgres, Ct);
        await using var api = await Api.StartAsync(connectionString);
        using var ada = await api.SignUpAsync();
        await using var blocker = new NpgsqlConnection(connectionString);
        await blocker.OpenAsync(Ct);
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await using var command = blocker.CreateCommand();
        command.CommandText = "lock table instances in access exclusive mode";
        await command.ExecuteNonQueryAsync(Ct);

        var answer = ada.GetAsync("instances");
        await Eventually.TrueAsync(
            async () => await api.ScalarAsync<long>(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and query like '%s.secret_names%'
                """) > 0,
            Ct);

        (await answer).ExpectProblem(503, "unavailable");
    }
}

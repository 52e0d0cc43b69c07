using System.Net;
using NcAspire.Contracts;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests;

/// <summary>What remains of a stack when it ends, well or badly.</summary>
public abstract class LifeOfTheStack(Backend backend)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_stack_leaves_nothing_running_and_the_next_one_goes_on_where_it_was()
    {
        if (backend.Missing is { } missing)
        {
            throw missing;
        }

        var data = Stack.NewDataFolder();
        var knobs = new Dictionary<string, string>(OneStack.Knobs) { ["NC_WA_SIM_LINK_AFTER_MS"] = "0" };
        try
        {
            await using (var first = await Stack.StartAsync(backend, knobs, Ct, data))
            {
                using var owner = await ApiClient.SignUpAsync(first, Ct);
                await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = "kept" }, Ct);
                await owner.SeeRunningAsync("kept", Ct);
                await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "instances/kept/whatsapp/qr/start", null, Ct);
                await owner.SeeAsync("kept", i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);
                Assert.NotEmpty(await first.RunningAsync(Ct));

                // Another one is in the middle of its creation.
                await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = "begun" }, Ct);
                await owner.SeeAsync("begun", i => i.Operation?.Step is "ready", Ct);

                await first.KillAsync();
                await Eventually.TrueAsync(() => first.Processes().Count is 0, Ct);
                await Eventually.TrueAsync(async () => (await first.RunningAsync(Ct)).Count is 0, Ct);

                await using var second = await Stack.StartAsync(backend, knobs, Ct, data);
                using var back = owner.At(second);
                await Eventually.TrueAsync(async () => (await second.RunningAsync(Ct)).Count is 2, Ct);
                await back.SeeRunningAsync("begun", Ct);
                await back.SeeAsync(
                    "kept",
                    i => i is { Status: InstanceStates.Running, Operation: null, WhatsApp.State: WhatsAppStates.Connected },
                    Ct);

                await second.StopAsync();
                Assert.Empty(second.Processes());
                Assert.Empty(await second.RunningAsync(Ct));
            }
        }
        finally
        {
            await backend.ForgetAsync(data, CancellationToken.None);
            Directory.Delete(data, recursive: true);
        }
    }
}

using System.Net;
using System.Text;
using NcAspire.Contracts;
using NcAspire.Testing;
using NcAspire.Testing.Vendors;

namespace NcAspire.EndToEnd.Tests.Local;

/// <summary>A gateway that has its model's key itself. Of processes: from a container, the vendor's double on loopback can't be reached.</summary>
[Collection(LocalStackCollection.Name)]
public sealed class LocalDirectKeyTests(LocalStack one)
{
    private const string Slug = "direct";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Stack Stack => one.Stack;

    [Fact]
    public async Task The_owner_is_answered_and_the_key_is_in_one_private_file_and_nowhere_else()
    {
        using var owner = await ApiClient.SignUpAsync(Stack, Ct);
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = Slug }, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
        await ChangeAsync(owner, "whatsapp/owner", new { phone = "+15550002222" });
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"instances/{Slug}/whatsapp/qr/start", null, Ct);
        await Stack.RunCommandAsync(["scan", Slug], Ct);
        await owner.SeeAsync(Slug, i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);

        var keys = new Dictionary<string, string> { ["OPENAI_API_KEY"] = one.Vendor.Key };
        await ChangeAsync(owner, "llm", new { model = "openai/gpt-5.6-luna", keys, direct = true });
        Assert.True((await owner.GetAsync(Slug, Ct)).Llm.Direct);
        Assert.Contains(FakeVendor.Words, await AskAsync(), StringComparison.Ordinal);

        var file = Assert.Single(Holders());
        Assert.EndsWith("/secrets/owner.json", file, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Empty(RunningProcesses.Mentioning(one.Vendor.Key));
        Assert.DoesNotContain(one.Vendor.Key, Stack.Output, StringComparison.Ordinal);

        // OpenClaw's own words: nobody is between it and the vendor who would put them better.
        await ChangeAsync(owner, "llm", new { model = "openai/fault-401" });
        Assert.Contains("Authentication failed", await AskAsync(), StringComparison.Ordinal);

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"instances/{Slug}", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, $"instances/{Slug}", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
    }

    private static async Task ChangeAsync(ApiClient owner, string what, object body)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Put, $"instances/{Slug}/{what}", body, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
    }

    private async Task<string> AskAsync() => await Stack.RunCommandAsync(["say", Slug, "Are you there?"], Ct);

    private List<string> Holders()
    {
        var key = Encoding.ASCII.GetBytes(one.Vendor.Key);
        return [.. FileContents.Of(Stack.Data).Where(file => file.Content.AsSpan().IndexOf(key) >= 0).Select(file => file.Place)];
    }
}

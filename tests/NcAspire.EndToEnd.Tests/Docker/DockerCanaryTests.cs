using System.Net;
using System.Text;
using System.Text.Json;
using NcAspire.Contracts;
using NcAspire.Testing;

namespace NcAspire.EndToEnd.Tests.Docker;

/// <summary>
/// Plants a secret of its own in every place that takes one, has all of them used, refused and repeated, and looks for them afterwards wherever
/// somebody else might: nowhere but in the seal of the database, which shows none.
/// </summary>
[Collection(DockerStackCollection.Name)]
public sealed class DockerCanaryTests(DockerStack one)
{
    private const string Slug = "canaries";

    // Where a gateway finds what only it may know.
    private const string RelayFile = "/secrets/ncaspire.json";
    private const string OwnerFile = "/secrets/owner.json";

    private readonly Dictionary<string, string> _keys = new()
    {
        ["ANTHROPIC_API_KEY"] = $"sk-ant-api03-{Mark()}",
        ["ANTHROPIC_OAUTH_TOKEN"] = $"sk-ant-oat01-{Mark()}",
        ["GEMINI_API_KEY"] = $"AIza{Mark()}",
        ["OPENROUTER_API_KEY"] = $"sk-or-v1-{Mark()}",
        ["ZAI_API_KEY"] = $"{Mark()}.{Mark()}",
        ["QWEN_API_KEY"] = $"sk-{Mark()}",
        ["AI_GATEWAY_API_KEY"] = $"vck_{Mark()}",
        ["MINIMAX_API_KEY"] = $"eyJ{Mark()}",
        ["SYNTHETIC_API_KEY"] = $"syn_{Mark()}",
        ["DEEPGRAM_API_KEY"] = Mark(),
    };

    // A chat's token is the gateway's to use.
    private readonly string _chat = $"123456789:{Mark()[..35]}";
    private readonly string _email = $"{Guid.NewGuid():N}@example.com";
    private readonly string _password = $"correct horse {Mark()}";
    private readonly string _refused = $"pk-live-{Mark()}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Stack Stack => one.Stack;

    [Fact]
    public async Task What_people_entrust_to_us_is_found_nowhere_else()
    {
        using var owner = await ApiClient.SignUpAsync(Stack, _email, _password, Ct);
        using var visitor = new Visitor(Stack.Web);
        await UseAsync(owner);
        await VisitAsync(visitor);

        _keys["OPENAI_API_KEY"] = one.Vendor.Key;
        string[] secrets = [.. _keys.Values, _password, _refused, owner.Token];
        var places = await PlacesAsync(owner, visitor);
        Assert.Empty(
            from place in places
            from secret in secrets
            where place.Content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0
            select $"{secret} is in {place.Place}");
        Assert.All(secrets, secret => Assert.Empty(RunningProcesses.Mentioning(secret)));
        AssertForOneGateway(places, OwnerFile, file => file.GetProperty("TELEGRAM_BOT_TOKEN").GetString(), _chat);
        AssertForOneGateway(places, RelayFile, file => file.GetProperty("relay").GetString());

        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Delete, $"instances/{Slug}", null, Ct);
        await Eventually.TrueAsync(async () =>
            (await owner.SendAsync(HttpMethod.Get, $"instances/{Slug}", null, Ct)).Status is HttpStatusCode.NotFound, Ct);
    }

    private static string Mark() => $"canary{Guid.NewGuid():N}";

    private static async Task ChangeAsync(ApiClient owner, string what, object body)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Put, $"instances/{Slug}/{what}", body, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
    }

    /// <summary>A secret stands in the one file from which its gateway reads it, and nowhere else.</summary>
    private static void AssertForOneGateway(
        IReadOnlyList<(string Place, byte[] Content)> places, string name, Func<JsonElement, string?> read, string? expected = null)
    {
        var file = Assert.Single(places, place => place.Place.EndsWith(name, StringComparison.Ordinal));
        var token = read(JsonSerializer.Deserialize<JsonElement>(file.Content));
        Assert.Equal(expected ?? token, token);
        Assert.Equal(
            [file.Place],
            places.Where(place => place.Content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(token!)) >= 0).Select(place => place.Place));
        Assert.Empty(RunningProcesses.Mentioning(token!));
    }

    /// <summary>Has every key saved, the one that is used answered for, repeated by its vendor in a refusal, and some refused by us.</summary>
    private async Task UseAsync(ApiClient owner)
    {
        await owner.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, "instances", new { slug = Slug }, Ct);
        await owner.SeeRunningAsync(Slug, Ct);
        await ChangeAsync(owner, "whatsapp/owner", new { phone = "+15550002222" });
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"instances/{Slug}/whatsapp/qr/start", null, Ct);
        await Stack.RunCommandAsync(["scan", Slug], Ct);
        await owner.SeeAsync(Slug, i => i.WhatsApp.State is WhatsAppStates.Connected, Ct);

        await ChangeAsync(owner, "llm", new { keys = new Dictionary<string, string>(_keys) { ["OPENAI_API_KEY"] = one.Vendor.Key } });
        await ChangeAsync(owner, "channels/telegram", new { tokens = new Dictionary<string, string> { ["TELEGRAM_BOT_TOKEN"] = _chat }, allowFrom = new[] { "4242" } });
        await Stack.RunCommandAsync(["say", Slug, "Are you there?"], Ct);
        await ChangeAsync(owner, "llm", new { model = "openai/echo" });
        await Stack.CommandAsync(["say", Slug, "What is your key?"], Ct);
        Assert.Contains(one.Vendor.Requests, request => request.All.Contains("echo", StringComparison.Ordinal));

        foreach (var body in (object[])
            [
                new { keys = new Dictionary<string, string> { ["OPENAI_API_KEY"] = _refused } },
                new { keys = new Dictionary<string, string> { [_refused] = "sk-0123456789abcdef0123" } },
                new { model = $"{_refused} x" },
            ])
        {
            await owner.ExpectAsync(HttpStatusCode.UnprocessableEntity, HttpMethod.Put, $"instances/{Slug}/llm", body, Ct);
        }

        await owner.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Post, "login", new { email = _email, password = _refused }, Ct);
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, $"instances/{Slug}/audit", null, Ct);
    }

    /// <summary>The same person at the pages: a wrong password, a key that is none, and all there is to read.</summary>
    private async Task VisitAsync(Visitor visitor)
    {
        await visitor.SubmitAsync("/login", "credentials", new Dictionary<string, string> { ["email"] = _email, ["password"] = _refused }, Ct);
        await visitor.PostAsync("/login", "credentials", new Dictionary<string, string> { ["email"] = _email, ["password"] = _password }, Ct);
        await visitor.SubmitAsync(
            $"/instances/{Slug}",
            "model",
            new Dictionary<string, string> { ["secret"] = "OPENAI_API_KEY", ["model"] = "gpt-5.6-luna", ["key"] = _refused },
            Ct);
        foreach (var path in (string[])["/instances", $"/instances/{Slug}", $"/instances/{Slug}/history"])
        {
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(path, Ct)).Answer.StatusCode);
        }
    }

    private async Task<IReadOnlyList<(string Place, byte[] Content)>> PlacesAsync(ApiClient owner, Visitor visitor)
    {
        var places = new List<(string Place, byte[] Content)>();
        await foreach (var place in DockerBackend.DisclosedAsync(Stack, Ct))
        {
            places.Add(place);
        }

        // The last span that a secret could be in is that of the last page; exports come once a second.
        await Eventually.TrueAsync(
            () => Task.FromResult(one.Telemetry.Taken.Any(export =>
                export.Signal is "traces" && export.Body.AsSpan().IndexOf("/history"u8) >= 0)),
            Ct);
        Assert.Contains(one.Telemetry.Taken, export => export.Signal is "logs");
        places.AddRange(FileContents.Of(Stack.Data));
        places.AddRange(one.Telemetry.Taken.Select(export => (export.Signal, export.Body)));
        places.AddRange(owner.Answers.Select(answer => ("an answer of the API", Encoding.UTF8.GetBytes(answer))));
        places.AddRange(visitor.Answers.Select(page => ("a page", Encoding.UTF8.GetBytes(page))));
        places.Add(("the terminal", Encoding.UTF8.GetBytes(Stack.Output)));
        Assert.Contains(places, place => place.Place.StartsWith("inspect nc-", StringComparison.Ordinal));

        // Whoever finds nothing must be able to find something: what is no secret stands in the database as it is.
        Assert.Contains(places, place => place.Content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(_email)) >= 0);
        return places;
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;

namespace NcAspire.Web.Tests;

public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/login?ended=true")]
    [InlineData("/signup")]
    [InlineData("/account/closed")]
    [InlineData("/no/such/page")]
    public Task A_page_for_everybody_is_accessible(string path) => CheckAsync(path, loggedIn: false);

    [Theory]
    [InlineData("/account")]
    [InlineData("/account?done=password")]
    [InlineData("/account?done=not-exported")]
    [InlineData("/account?confirm=delete-account")]
    [InlineData("/instances")]
    [InlineData("/instances/new-owner")]
    [InlineData("/instances/ready-to-link")]
    [InlineData("/instances/connected")]
    [InlineData("/instances/replaced")]
    [InlineData("/instances/answering")]
    [InlineData("/instances/refused")]
    [InlineData("/instances/on-telegram")]
    [InlineData("/instances/on-telegram?confirm=remove-TELEGRAM_BOT_TOKEN")]
    [InlineData("/instances/on-slack")]
    [InlineData("/instances/separate")]
    [InlineData("/instances/open")]
    [InlineData("/instances/answering?confirm=remove-OPENAI_API_KEY")]
    [InlineData("/instances/stopped")]
    [InlineData("/instances/failed")]
    [InlineData("/instances/half-deleted")]
    [InlineData("/instances/mended")]
    [InlineData("/instances/mislinked")]
    [InlineData("/instances/creating")]
    [InlineData("/instances/connected?confirm=delete")]
    [InlineData("/instances/connected/history")]
    [InlineData("/instances/not-reachable")]
    public Task A_page_for_owners_is_accessible(string path) => CheckAsync(path, loggedIn: true);

    [Fact]
    public async Task A_page_with_a_code_on_it_is_accessible()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.WithOwner);
        await visit.GoAsync($"/instances/{Samples.Slug}");
        events.Send(EventNames.Qr, new QrEvent(LinkStages.Waiting, "", Samples.QrDataUrl("first"), Site.Soon));
        await Assertions.Expect(visit.Page.GetByAltText("QR code to link WhatsApp")).ToBeVisibleAsync();

        await AssertCleanAsync(visit.Page);
    }

    [Fact]
    public async Task A_form_with_a_refused_key_is_accessible()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Connected);
        visit.Site.Api.On(
            $"PUT /api/instances/{Samples.Slug}/llm",
            Results.Problem("A key of OpenAI begins with sk-.", statusCode: 422, type: ProblemTypes.InvalidRequest, extensions: new Dictionary<string, object?> { ["field"] = "keys.OPENAI_API_KEY" }).ExecuteAsync);
        await visit.GoAsync($"/instances/{Samples.Slug}");
        await visit.Page.GetByLabel("Key", new() { Exact = true }).FillAsync("pk-0123456789");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("A key of OpenAI begins with sk-.");

        await AssertCleanAsync(visit.Page);
    }

    private async Task CheckAsync(string path, bool loggedIn)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone, loggedIn);
        var api = visit.Site.Api;
        api.Instance(Samples.Running with { Slug = "new-owner" });
        api.Instance(Samples.WithOwner with { Slug = "ready-to-link" });
        api.Instance(Samples.Connected with { Slug = "connected" });
        api.Instance(Samples.Replaced with { Slug = "replaced" });
        api.Instance(Samples.Answering with { Slug = "answering" });
        api.Instance(Samples.OnTelegram with { Slug = "on-telegram" });
        api.Instance(Samples.OnSlack with { Slug = "on-slack" });
        api.Instance(Samples.Separate with { Slug = "separate" });
        api.Instance(Samples.Open with { Slug = "open" });
        api.Instance(Samples.Refused with { Slug = "refused" });
        api.Instance(Samples.Stopped with { Slug = "stopped" });
        api.Instance(Samples.Failed with { Slug = "failed" });
        api.Instance(Samples.HalfDeleted with { Slug = "half-deleted" });
        api.Instance(Samples.Mended with { Slug = "mended" });
        api.Instance(Samples.Mislinked(NumberKinds.Own) with { Slug = "mislinked" });
        api.Instance(Samples.Creating with { Slug = "creating" });
        api.Answer($"GET /api/operations/{Samples.Creation(2).Id}", Samples.Creation(2));
        api.Answer("GET /api/instances", new InstanceListResponse([Samples.Running, Samples.Failed with { Slug = "failed" }]));
        api.Answer("GET /api/instances/connected/audit", new AuditListResponse(
            [
                Samples.Entry("secret.write", AuditActors.You, "203.0.113.7", "OPENAI_API_KEY"),
                Samples.Entry("instance.restarted", AuditActors.System, null, "The gateway ran out of memory (limit 1.5 GiB)"),
            ], Next: "older"));
        api.Refuse("GET /api/instances/not-reachable", 503, ProblemTypes.Unavailable, "Not now.");

        await visit.GoAsync(path);

        await AssertCleanAsync(visit.Page);
    }

    private static async Task AssertCleanAsync(IPage page)
    {
        foreach (var screen in Screen.All)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height).InTimeAsync();
            await page.EmulateMediaAsync(new()
            {
                ColorScheme = screen.Dark ? ColorScheme.Dark : ColorScheme.Light,

                // Or the old colours would still be fading into the new ones.
                ReducedMotion = ReducedMotion.Reduce,
            }).InTimeAsync();

            var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth").InTimeAsync();
            Assert.True(width <= screen.Width, $"On {screen} the page is {width} wide: it scrolls sideways.");
            Assert.Empty((await Accessibility.ViolationsAsync(page)).Select(violation => $"{screen}: {violation}"));
        }
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;
using static Microsoft.Playwright.Assertions;

namespace NcAspire.Web.Tests;

/// <summary>Linking WhatsApp, as somebody sees it who looks at the page with a phone in his hand.</summary>
public sealed partial class LinkingTests(Chromium chromium)
{
    private const string Path = $"/instances/{Samples.Slug}";
    private const string StartLink = $"POST /api/instances/{Samples.Slug}/whatsapp/qr/start";

    private static readonly QrEvent _waiting = new(LinkStages.Waiting, "", Samples.QrDataUrl("first"), Site.Soon);

    [Fact]
    public async Task The_code_appears_changes_and_is_scanned_without_a_reload()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.WithOwner);
        visit.Site.Api.Answer(StartLink, new QrStartResponse(_waiting.QrDataUrl!, "", Site.Soon));
        await visit.GoAsync(Path);
        await visit.Page.EvaluateAsync("window.untouched = true").InTimeAsync();
        await events.OpenedAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" }).ClickAsync();
        var code = visit.Page.GetByAltText("QR code to link WhatsApp");
        await Expect(code).ToHaveAttributeAsync("src", _waiting.QrDataUrl!);
        await Expect(code).ToBeInViewportAsync();
        await Expect(Sentence(visit, "Scan this code with your phone.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(Clock());

        var second = Samples.QrDataUrl("second");
        events.Send(EventNames.Qr, _waiting with { QrDataUrl = second });
        await Expect(code).ToHaveAttributeAsync("src", second);

        events.Send(EventNames.Qr, _waiting with { Stage = LinkStages.Scanned, QrDataUrl = null });
        await Expect(Sentence(visit, "Your phone scanned the code.")).ToBeVisibleAsync();
        await Expect(code).ToBeHiddenAsync();

        events.Send(EventNames.Connected, new ConnectedEvent(Samples.Owner, DateTimeOffset.UtcNow));
        await Expect(Sentence(visit, "WhatsApp is connected.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Definition).GetByText(Samples.Owner)).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-announcer]")).ToHaveTextAsync("WhatsApp is connected.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.untouched").InTimeAsync());
    }

    [Theory]
    [InlineData(LinkStages.Starting, "Asking WhatsApp for a code…", null)]
    [InlineData(LinkStages.Expired, "The code ran out before it was scanned.", "Show a new code")]
    [InlineData(LinkStages.Unreachable, "WhatsApp can't be reached right now.", "Try again")]
    [InlineData(LinkStages.Cancelled, "Linking was interrupted.", "Show a new code")]
    public async Task Every_stage_says_in_a_sentence_what_it_is_and_offers_what_to_do(string stage, string sentence, string? next)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.WithOwner);
        await visit.GoAsync(Path);

        events.Send(EventNames.Qr, _waiting);
        await Expect(visit.Page.GetByAltText("QR code to link WhatsApp")).ToBeVisibleAsync();
        events.Send(EventNames.Qr, new QrEvent(stage, "", null, Site.Soon));

        await Expect(Sentence(visit, sentence)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByAltText("QR code to link WhatsApp")).ToBeHiddenAsync();

        if (next is not null)
        {
            await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = next, Exact = true })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task A_code_that_nobody_speaks_of_any_more_runs_out_by_itself()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.WithOwner);
        await visit.GoAsync(Path);

        events.Send(EventNames.Qr, _waiting with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) });

        await Expect(Sentence(visit, "The code ran out before it was scanned.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refusal_is_shown_as_text_beside_the_button_which_stays()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.WithOwner);
        visit.Site.Api.Refuse(StartLink, 409, ProblemTypes.OperationInProgress, "<img src=x onerror=alert(1)> wait.");
        await visit.GoAsync(Path);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("<img src=x onerror=alert(1)> wait.");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_code_that_WhatsApp_refuses_is_said_so()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.WithOwner);
        visit.Site.Api.Refuse(StartLink, 502, ProblemTypes.WhatsAppUnreachable, "WhatsApp gave no code.");
        await visit.GoAsync(Path);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" }).ClickAsync();

        await Expect(Sentence(visit, "WhatsApp can't be reached right now.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_script_the_code_is_shown_too()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone, script: false);
        visit.Site.Api.Instance(Samples.WithOwner);
        visit.Site.Api.Answer(StartLink, new QrStartResponse(_waiting.QrDataUrl!, "", Site.Soon));
        await visit.GoAsync(Path);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" }).ClickAsync();

        await Expect(visit.Page.GetByAltText("QR code to link WhatsApp")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(NumberKinds.Own, "This is not your own number.")]
    [InlineData(NumberKinds.Separate, "This is your own number.")]
    public async Task A_number_of_the_wrong_kind_is_pointed_out_until_it_is_put_right(string kind, string sentence)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.WithOwner);
        await visit.GoAsync(Path);
        var warnings = visit.Page.Locator(".note.warn[data-say]:visible");

        events.Send(EventNames.Status, Samples.Mislinked(kind));
        await Expect(Sentence(visit, sentence)).ToBeVisibleAsync();
        await Expect(warnings).ToHaveCountAsync(1);

        events.Send(EventNames.Status, Samples.Connected);
        await Expect(warnings).ToHaveCountAsync(0);
        await Expect(Sentence(visit, "WhatsApp is connected.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(WhatsAppStates.Reconnecting, "Linked, but out of touch with WhatsApp.", false)]
    [InlineData(WhatsAppStates.Replaced, "Linked, but another session took over.", true)]
    [InlineData(WhatsAppStates.RestartNeeded, "Linked, but the gateway has given up.", true)]
    [InlineData(WhatsAppStates.Blocked, "Linked, but WhatsApp refuses this number.", true)]
    public async Task What_is_wrong_with_a_link_appears_with_its_reason_and_what_to_do(string state, string sentence, bool restart)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Connected);
        await visit.GoAsync(Path);
        var button = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Restart the instance" });
        await Expect(Sentence(visit, "WhatsApp is connected.")).ToBeVisibleAsync();
        await Expect(button).ToBeHiddenAsync();

        events.Send(EventNames.Status, Samples.Replaced with { WhatsApp = Samples.Replaced.WhatsApp with { State = state } });

        await Expect(Sentence(visit, sentence)).ToBeVisibleAsync();
        await Expect(Sentence(visit, "WhatsApp lets only one session be connected.")).ToBeVisibleAsync();
        await Expect(Sentence(visit, "Close the other one, then restart the instance.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Out of touch since")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-moment=since]")).ToContainTextAsync("20 Nov 2026, 06:25");
        await Expect(button).ToBeVisibleAsync(new() { Visible = restart });

        events.Send(EventNames.Status, Samples.Connected);
        await Expect(Sentence(visit, "WhatsApp is connected.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Out of touch since")).ToBeHiddenAsync();
        await Expect(button).ToBeHiddenAsync();
    }

    // On the page, not in what is read out to those who don't see it.
    private static ILocator Sentence(Visit visit, string text) => visit.Page.Locator("[data-say]").GetByText(text);

    [GeneratedRegex(@"^[12]:\d\d$")]
    private static partial Regex Clock();
}

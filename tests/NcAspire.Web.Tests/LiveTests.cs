using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;
using static Microsoft.Playwright.Assertions;

namespace NcAspire.Web.Tests;

/// <summary>The instance page while things happen: nothing here reloads it.</summary>
public sealed class LiveTests(Chromium chromium)
{
    private const string Path = $"/instances/{Samples.Slug}";

    [Fact]
    public async Task Setting_up_shows_each_step_as_it_is_done()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Creating);
        visit.Site.Api.Answer($"GET /api/operations/{Samples.Creation(0).Id}", Samples.Creation(0));
        await visit.GoAsync(Path);
        var current = visit.Page.Locator("[aria-current=step]");

        await Expect(current).ToContainTextAsync("Reserve storage");
        events.Send(EventNames.Step, Samples.Creation(2));
        await Expect(current).ToContainTextAsync("Start the gateway");
        await Expect(visit.Page.Locator(".steps .done")).ToHaveCountAsync(2);

        events.Send(EventNames.Status, Samples.Running);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Whose number will it be?" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Setting up your instance")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator(".badge:visible")).ToHaveTextAsync("Running");
    }

    [Fact]
    public async Task A_failure_appears_as_text_with_the_way_out()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);

        events.Send(EventNames.Status, Samples.Failed with
        {
            Failure = new(ProblemTypes.GatewayExited, "The gateway ended", "<b>Exit</b> code 1."),
        });

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "The gateway ended" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("<b>Exit</b> code 1.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_happened_and_what_was_changed_appears_as_text_and_goes_away_again()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);
        var incident = visit.Page.GetByRole(AriaRole.Region, new() { Name = "The gateway ran out of memory (limit 1.5 GiB)" });
        var drift = visit.Page.GetByRole(AriaRole.Region, new() { Name = "The machine is not as it should be" });
        await Expect(drift).ToBeHiddenAsync();

        // The first event only says how things stand.
        events.Send(EventNames.Status, Samples.Connected);
        await Expect(visit.Page.Locator("[data-live]")).ToHaveTextAsync("Live");
        events.Send(EventNames.Status, Samples.Mended with { Drift = ["<b>Privileged</b> is on.", "It has another image."] });

        await Expect(incident).ToContainTextAsync("It was started again.");
        await Expect(incident).ToContainTextAsync("Noticed: 20 Nov 2026, 06:18");
        await Expect(incident.GetByRole(AriaRole.Button, new() { Name = "Got it" })).ToBeVisibleAsync();
        await Expect(drift.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["<b>Privileged</b> is on.", "It has another image."]);
        await Expect(drift.GetByRole(AriaRole.Button, new() { Name = "Repair" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-announcer]")).ToContainTextAsync("The machine is not as it should be");

        events.Send(EventNames.Status, Samples.Connected);
        await Expect(drift).ToBeHiddenAsync();
        await Expect(incident).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_deletion_that_failed_offers_nothing_but_deleting_again()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Failed);
        await visit.GoAsync(Path);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();

        events.Send(EventNames.Status, Samples.HalfDeleted);

        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete again" })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Deleting it did not finish")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeHiddenAsync();
        await Expect(visit.Page.GetByText("nothing that was stored is lost")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_apis_own_error_event_is_no_broken_connection()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);

        events.Send(EventNames.Error, new FailureResponse(ProblemTypes.ProviderFault, "The provider stumbled", "It will be tried again."));

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "The provider stumbled" })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-live]")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task A_broken_stream_says_so_and_comes_back_by_itself()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);
        var live = visit.Page.Locator("[data-live]");
        await Expect(live).ToHaveTextAsync("Live");

        var back = new TaskCompletionSource();
        visit.Site.Api.On($"GET /api{Path}/events", async context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await back.Task.WaitAsync(context.RequestAborted);
        });
        events.Break();
        await Expect(live).ToHaveTextAsync("Reconnecting…");

        visit.Site.Api.On($"GET /api{Path}/events", events.ServeAsync);
        back.SetResult();
        await Expect(live).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task When_the_instance_is_gone_the_page_leads_to_the_others()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);

        events.Send(EventNames.Deleted, new { });

        await visit.Page.WaitForURLAsync("**/instances");
    }

    [Fact]
    public async Task When_the_session_ends_the_page_leads_to_the_login_and_back()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Running);
        await visit.GoAsync(Path);
        await Expect(visit.Page.Locator("[data-live]")).ToHaveTextAsync("Live");

        visit.Site.Api.Refuse($"GET /api{Path}/events", 401, ProblemTypes.Unauthenticated, "Log in.");
        visit.Site.Api.Refuse($"GET /api{Path}", 401, ProblemTypes.Unauthenticated, "Log in.");
        events.Break();

        await visit.Page.WaitForURLAsync($"**/login?ended=true&returnUrl={Uri.EscapeDataString(Path)}");
    }

    [Fact]
    public async Task Deleting_asks_in_a_dialog_for_the_name()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Running);
        visit.Site.Api.Answer($"DELETE /api{Path}", Samples.Running, status: StatusCodes.Status202Accepted);
        await visit.GoAsync(Path);
        var dialog = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this instance?" });
        var delete = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for good" });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await dialog.GetByLabel("to confirm").FillAsync("another");
        await delete.ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();
        Assert.DoesNotContain(visit.Site.Api.Calls, call => call.Request.StartsWith("DELETE", StringComparison.Ordinal));

        await dialog.GetByLabel("to confirm").FillAsync(Samples.Slug);
        await visit.Page.RunAndWaitForResponseAsync(() => delete.ClickAsync(), response => response.Request.Method == "POST");
        Assert.Contains(visit.Site.Api.Calls, call => call.Request == $"DELETE /api{Path}");
    }

    [Fact]
    public async Task The_rules_for_a_name_are_ticked_off_while_it_is_typed()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        await visit.GoAsync("/instances");
        var name = visit.Page.GetByLabel("Name");

        await name.FillAsync("-Ada");
        await Expect(visit.Page.Locator("[data-state=broken]")).ToHaveCountAsync(2);
        await name.FillAsync("ada-1");
        await Expect(visit.Page.Locator("[data-state=kept]")).ToHaveCountAsync(3);
    }
}

using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;
using static Microsoft.Playwright.Assertions;

namespace NcAspire.Web.Tests;

/// <summary>Who may write on WhatsApp, on the page of an instance.</summary>
public sealed class AccessPanelTests(Chromium chromium)
{
    private const string Page = $"/instances/{Samples.Slug}";
    private const string Change = $"PUT /api/instances/{Samples.Slug}/whatsapp/access";

    [Fact]
    public async Task It_is_opened_once_somebody_has_said_that_he_knows_what_it_costs()
    {
        await using var site = await StartAsync(Samples.Separate);

        var answer = await site.SubmitAsync(Page, "access", ("limit", "80"), ("understood", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Tick that strangers may use your model", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Site.Deadline())));
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);

        answer = await site.SubmitAsync(Page, "access", ("limit", "80"), ("understood", "yes"));
        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Equal("""{"everyone":true,"dailyRequests":80}""", Assert.Single(site.Api.Calls, call => call.Request == Change).Body);
    }

    [Fact]
    public async Task A_refusal_is_shown_where_it_was_asked()
    {
        await using var site = await StartAsync(Samples.Separate);
        site.Api.On(Change, Results.Problem("Change one of the two first.", statusCode: 409, type: ProblemTypes.SettingsConflict).ExecuteAsync);

        var answer = await site.SubmitAsync(Page, "access", ("limit", "many"), ("understood", "yes"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Change one of the two first.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
        Assert.Equal("""{"everyone":true,"dailyRequests":null}""", Assert.Single(site.Api.Calls, call => call.Request == Change).Body);
    }

    [Fact]
    public async Task It_is_closed_with_one_press()
    {
        await using var site = await StartAsync(Samples.Open);

        await site.SubmitAsync(Page, "close-access");

        Assert.Equal("""{"everyone":false,"dailyRequests":null}""", Assert.Single(site.Api.Calls, call => call.Request == Change).Body);
    }

    [Fact]
    public async Task Who_may_write_shows_without_a_reload()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Separate);
        await visit.GoAsync(Page);
        var card = visit.Page.Locator("#access");
        await Expect(card.GetByText("You alone.")).ToBeVisibleAsync();

        events.Send(EventNames.Status, Samples.Open);
        await Expect(card.GetByText("at most 80 times a day")).ToBeVisibleAsync();
        await Expect(card.GetByText("You alone.")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#owner").GetByText("It answers everybody.")).ToBeVisibleAsync();
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Answer me alone again" })).ToBeVisibleAsync();
    }

    private static async Task<Site> StartAsync(InstanceResponse instance)
    {
        var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(instance);
        site.Api.Answer(Change, instance, status: StatusCodes.Status202Accepted);
        return site;
    }
}

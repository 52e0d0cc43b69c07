using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;
using static Microsoft.Playwright.Assertions;

namespace NcAspire.Web.Tests;

/// <summary>The chats beside WhatsApp on the page of an instance.</summary>
public sealed class ChannelPanelTests(Chromium chromium)
{
    private const string Page = $"/instances/{Samples.Slug}";
    private const string Change = $"PUT /api/instances/{Samples.Slug}/channels/telegram";
    private const string Token = "123456789:Canary5f1d0c77e2abcdefABCDEF_-01234";

    [Theory]
    [InlineData(Token, " 4242, 77777;99 \n1", $$"""{"tokens":{"TELEGRAM_BOT_TOKEN":"{{Token}}"},"allowFrom":["4242","77777","99","1"]}""")]
    [InlineData(" ", "4242", """{"tokens":null,"allowFrom":["4242"]}""")]
    [InlineData("", "", """{"tokens":null,"allowFrom":[]}""")]
    public async Task What_is_typed_is_passed_on_and_leads_back_to_the_page(string token, string users, string body)
    {
        await using var site = await StartAsync(Samples.OnTelegram);

        var answer = await site.SubmitAsync(Page, "telegram", ("TELEGRAM_BOT_TOKEN", token), ("users", users));

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Equal(body, Assert.Single(site.Api.Calls, call => call.Request == Change).Body);
    }

    [Theory]
    [InlineData("tokens.TELEGRAM_BOT_TOKEN", "telegram-bot-token-problem")]
    [InlineData("allowFrom", "telegram-users-problem")]
    public async Task A_refused_part_says_why_at_its_field_and_the_token_is_never_on_the_page(string field, string place)
    {
        await using var site = await StartAsync(Samples.Connected);
        site.Api.On(Change, Results.Problem(
            "Copy it again.", statusCode: 422, type: ProblemTypes.InvalidRequest, extensions: new Dictionary<string, object?> { ["field"] = field }).ExecuteAsync);

        var answer = await site.SubmitAsync(Page, "telegram", ("TELEGRAM_BOT_TOKEN", Token), ("users", "@ada"));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"id=\"{place}\" role=\"alert\">Copy it again.</p>", page);
        Assert.Contains("value=\"@ada\"", WebUtility.HtmlDecode(page));
        Assert.DoesNotContain(Token, WebUtility.HtmlDecode(page));
    }

    [Fact]
    public async Task The_token_is_removed_after_a_question()
    {
        await using var site = await StartAsync(Samples.OnTelegram);

        Assert.Contains("it ends in <code data-text=\"TELEGRAM_BOT_TOKEN\">wxyz</code>", await site.PageAsync(Page));
        await site.SubmitAsync(Page, "remove-TELEGRAM_BOT_TOKEN");

        Assert.Equal(
            """{"tokens":{"TELEGRAM_BOT_TOKEN":null},"allowFrom":null}""", Assert.Single(site.Api.Calls, call => call.Request == Change).Body);
    }

    [Fact]
    public async Task How_it_is_shows_without_a_reload()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.OnTelegram);
        await visit.GoAsync(Page);
        var card = visit.Page.Locator("#chats");
        await Expect(card.GetByRole(AriaRole.Region)).ToHaveTextAsync("Telegram does not accept the token.");

        events.Send(EventNames.Status, Samples.OnTelegram with
        {
            Channels = [Samples.OnTelegram.Channels[0] with { State = ChannelStates.Connected, Message = "Telegram is connected.", AllowFrom = ["4242"] }],
        });
        await Expect(card.GetByText("Telegram is connected.").Locator("visible=true")).ToBeVisibleAsync();
        await Expect(card.GetByRole(AriaRole.Region)).ToBeHiddenAsync();
        await Expect(card.GetByText("It answers the ids 4242. Everybody else gets silence.")).ToBeVisibleAsync();

        events.Send(EventNames.Status, Samples.Connected);
        await Expect(card.GetByText("Set Telegram up")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#telegram").GetByText("The token is saved")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Each_chat_goes_by_its_own_form_tokens_and_ids()
    {
        const string Slack = $"PUT /api/instances/{Samples.Slug}/channels/slack";
        await using var site = await StartAsync(Samples.OnSlack);
        site.Api.Answer(Slack, Samples.OnSlack, status: StatusCodes.Status202Accepted);

        var page = await site.PageAsync(Page);
        Assert.Contains("The app token is saved; it ends in <code data-text=\"SLACK_APP_TOKEN\">cdef</code>", page);
        Assert.Contains("Set Discord up", page);
        await site.SubmitAsync(Page, "slack", ("SLACK_BOT_TOKEN", "xoxb-1"), ("SLACK_APP_TOKEN", ""), ("TELEGRAM_BOT_TOKEN", Token), ("users", "U012AB3CD45"));
        await site.SubmitAsync(Page, "remove-SLACK_APP_TOKEN");

        Assert.Equal(
            [
                """{"tokens":{"SLACK_BOT_TOKEN":"xoxb-1"},"allowFrom":["U012AB3CD45"]}""",
                """{"tokens":{"SLACK_APP_TOKEN":null},"allowFrom":null}""",
            ],
            site.Api.Calls.Where(call => call.Request == Slack).Select(call => call.Body));
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);
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

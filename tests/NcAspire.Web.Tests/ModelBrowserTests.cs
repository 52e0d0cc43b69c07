using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NcAspire.Contracts;
using NcAspire.Testing.Browser;
using static Microsoft.Playwright.Assertions;

namespace NcAspire.Web.Tests;

/// <summary>Giving a key and choosing a model, as somebody does it in a browser.</summary>
public sealed class ModelBrowserTests(Chromium chromium)
{
    private const string Path = $"/instances/{Samples.Slug}";
    private const string Change = $"PUT /api/instances/{Samples.Slug}/llm";
    private const string Check = $"POST /api/instances/{Samples.Slug}/llm/check";
    private const string Key = "sk-ant-canary5f1d0c77e2_CD34";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_saved_and_the_assistant_answers(bool script)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone, script: script);
        visit.Site.Api.Instance(Samples.Connected);
        visit.Site.Api.On(Change, context =>
        {
            visit.Site.Api.Instance(_withAnthropic);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return context.Response.WriteAsJsonAsync(_withAnthropic);
        });
        await visit.GoAsync(Path);
        await Expect(Next(visit)).ToHaveTextAsync("Next: add a model key.", _asSeen);

        await visit.Page.GetByLabel("Vendor").SelectOptionAsync("Anthropic");
        await KeyField(visit).FillAsync(Key);
        await Save(visit).ClickAsync();

        await Expect(Step(visit)).ToContainTextAsync("It answers with claude-opus-5 of Anthropic.", _seen);
        await Expect(Step(visit)).ToContainTextAsync("ends in CD34", _seen);
        await Expect(Next(visit)).ToHaveTextAsync($"Write to it on WhatsApp: message yourself at {Samples.Owner}", _asSeen);
        Assert.DoesNotContain(Key, await visit.Page.ContentAsync().InTimeAsync());
        Assert.DoesNotContain("sk-", visit.Page.Url);
        Assert.Equal(
            $$$"""{"model":"anthropic/claude-opus-5","keys":{"ANTHROPIC_API_KEY":"{{{Key}}}"},"direct":null}""",
            Assert.Single(visit.Site.Api.Calls, call => call.Request == Change).Body);
    }

    [Fact]
    public async Task Choosing_a_vendor_fills_in_its_model_and_shows_its_hint_and_forgets_the_other_vendors_key()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Answering);
        await visit.GoAsync(Path);
        await visit.Page.GetByText("Change the model or a key").ClickAsync();
        var vendor = visit.Page.GetByLabel("Vendor");
        var model = visit.Page.GetByLabel("Model", new() { Exact = true });
        await Expect(Hint(visit)).ToHaveTextAsync("Leave this empty to keep the saved one. Get a key from vendor.example/openai/keys: it begins with sk-.", _asSeen);
        await Expect(KeyField(visit)).Not.ToHaveAttributeAsync("required", "");

        await model.FillAsync("gpt-5.6-nova");
        await KeyField(visit).FillAsync(Key);
        await vendor.SelectOptionAsync("Anthropic (subscription)");
        await Expect(model).ToHaveValueAsync("claude-opus-5");
        await Expect(KeyField(visit)).ToHaveValueAsync("");
        await Expect(KeyField(visit)).ToHaveAttributeAsync("required", "");
        await Expect(Hint(visit)).ToHaveTextAsync("Get a key from vendor.example/anthropic/keys: it begins with sk-ant-oat.", _asSeen);

        await vendor.SelectOptionAsync("OpenAI");
        await Expect(model).ToHaveValueAsync("gpt-5.6-nova");
    }

    [Fact]
    public async Task A_key_is_covered_until_somebody_wants_to_see_it()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Connected);
        await visit.GoAsync(Path);
        var show = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show what is typed" });
        await Expect(KeyField(visit)).ToHaveAttributeAsync("type", "password");
        await Expect(KeyField(visit)).ToHaveAttributeAsync("autocomplete", "off");

        await show.ClickAsync();
        await Expect(KeyField(visit)).ToHaveAttributeAsync("type", "text");
        await Expect(show).ToHaveAttributeAsync("aria-pressed", "true");
        await show.ClickAsync();
        await Expect(KeyField(visit)).ToHaveAttributeAsync("type", "password");
    }

    [Fact]
    public async Task However_often_save_is_pressed_the_key_is_sent_once()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Connected);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        visit.Site.Api.On(Change, async context =>
        {
            await answered.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await visit.GoAsync(Path);
        await KeyField(visit).FillAsync(Key);
        var page = visit.Page;

        await page.RunAndWaitForResponseAsync(async () =>
        {
            // Three presses before the first answer.
            await page.EvaluateAsync("for (let i = 0; i < 3; i++) document.querySelector('form[data-model] [type=submit]').click()").InTimeAsync();
            answered.SetResult();
        }, response => response.Request.Method == "POST");

        Assert.Single(visit.Site.Api.Calls, call => call.Request == Change);
    }

    [Fact]
    public async Task A_refused_key_brings_its_field_into_focus()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Connected);
        visit.Site.Api.On(Change, Results.Problem(
            "<b>It</b> begins with sk-.", statusCode: 422, type: ProblemTypes.InvalidRequest,
            extensions: new Dictionary<string, object?> { ["field"] = "keys.OPENAI_API_KEY" }).ExecuteAsync);
        await visit.GoAsync(Path);
        await KeyField(visit).FillAsync("pk-0123456789");
        await Save(visit).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("<b>It</b> begins with sk-.");
        await Expect(KeyField(visit)).ToBeFocusedAsync();
        await Expect(KeyField(visit)).ToBeInViewportAsync();
        await Expect(KeyField(visit)).ToHaveValueAsync("");
    }

    [Fact]
    public async Task What_is_saved_and_what_goes_wrong_appears_by_itself_as_text()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Connected);
        await visit.GoAsync(Path);
        await Expect(Step(visit)).ToContainTextAsync("Your assistant has no key of a model yet.", _seen);

        events.Send(EventNames.Status, Samples.Answering with
        {
            Operation = new(Guid.Empty, OperationKinds.Configure, null, DateTimeOffset.UtcNow),
        });
        await Expect(Step(visit)).ToContainTextAsync("It answers with gpt-5.6-luna of OpenAI. Saving…", _seen);
        await Expect(Step(visit)).ToContainTextAsync("ends in AB12 · saved 20 Nov 2026, 06:25", _seen);

        var fault = Samples.Refused.Llm.Faults[0];
        events.Send(EventNames.Status, Samples.Refused with
        {
            Llm = Samples.Refused.Llm with { Faults = [fault with { Title = "<i>OpenAI</i> refuses the key" }, fault with { Vendor = "openrouter" }] },
        });
        await Expect(visit.Page.Locator(".faults li")).ToHaveTextAsync(["<i>OpenAI</i> refuses the keySave a new one.Since 20 Nov 2026, 06:30"]);
        await Expect(Next(visit)).ToHaveTextAsync("Its model does not answer now: the reason is below.", _asSeen);

        events.Send(EventNames.Status, Samples.Answering with { Llm = Samples.Answering.Llm with { Model = "anthropic/claude-opus-5" } });
        await Expect(Step(visit)).ToContainTextAsync("It is set to claude-opus-5 of Anthropic, but there is no key for that.", _seen);

        events.Send(EventNames.Status, Samples.Answering with { Status = InstanceStates.Stopped });
        await Expect(Step(visit)).ToContainTextAsync("Saved for the next start: it will answer with gpt-5.6-luna of OpenAI.", _seen);
        await Expect(Next(visit)).ToHaveTextAsync("All is set up. Start it, and it answers.", _asSeen);
    }

    [Fact]
    public async Task A_key_is_removed_after_a_question()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        visit.Site.Api.Instance(Samples.Answering);
        visit.Site.Api.Answer(Change, Samples.Connected, status: StatusCodes.Status202Accepted);
        await visit.GoAsync(Path);
        var dialog = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Remove the OpenAI key?" });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the OpenAI key" }).ClickAsync();
        await visit.Page.RunAndWaitForResponseAsync(
            () => dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync(), response => response.Request.Method == "POST");

        Assert.Contains(visit.Site.Api.Calls, call => call.Request == Change && call.Body.Contains("\"OPENAI_API_KEY\":null", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, KeyVerdicts.Works)]
    [InlineData(true, KeyVerdicts.Refused)]
    [InlineData(false, KeyVerdicts.Unknown)]
    public async Task What_the_vendor_says_to_a_saved_key_appears_beside_it(bool script, string verdict)
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone, script: script);
        visit.Site.Api.Instance(Samples.Answering);
        visit.Site.Api.Answer(Check, new CheckKeyResponse("OPENAI_API_KEY", verdict, "<b>OpenAI</b> says so."));
        await visit.GoAsync(Path);
        var check = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the OpenAI key" });

        await check.ClickAsync();

        await Expect(Verdict(visit)).ToHaveTextAsync("<b>OpenAI</b> says so.");
        await Expect(Verdict(visit)).ToHaveAttributeAsync("data-verdict", verdict);
        await Expect(check).ToBeEnabledAsync();
        Assert.Equal(
            """{"name":"OPENAI_API_KEY"}""", Assert.Single(visit.Site.Api.Calls, call => call.Request == Check).Body);
    }

    [Fact]
    public async Task While_the_vendor_is_asked_the_button_waits_and_a_new_key_has_nothing_said_of_it()
    {
        await using var visit = await Visit.BeginAsync(chromium, Screen.Phone);
        var events = visit.Site.Api.Instance(Samples.Answering);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        visit.Site.Api.On(Check, async context =>
        {
            await answered.Task.WaitAsync(context.RequestAborted);
            await Results.Problem("Wait a minute.", statusCode: 429, type: ProblemTypes.TooManyRequests).ExecuteAsync(context);
        });
        await visit.GoAsync(Path);
        events.Send(EventNames.Status, Samples.Answering);
        var check = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the OpenAI key" });

        await check.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter").InTimeAsync();
        await Expect(check).ToBeDisabledAsync();
        await Expect(Verdict(visit)).ToHaveTextAsync("Asking the vendor…");
        answered.SetResult();

        await Expect(Verdict(visit)).ToHaveTextAsync("Wait a minute.");
        await Expect(check).ToBeFocusedAsync();
        var saved = Samples.Answering.Llm.Keys[0];
        events.Send(EventNames.Status, Samples.Answering with
        {
            Llm = Samples.Answering.Llm with { Keys = [saved with { UpdatedAt = saved.UpdatedAt.AddMinutes(1) }] },
        });
        await Expect(Verdict(visit)).ToBeEmptyAsync();
    }

    private static readonly InstanceResponse _withAnthropic = Samples.Connected with
    {
        Llm = new("anthropic/claude-opus-5", [Samples.Saved("ANTHROPIC_API_KEY", "CD34")], Faults: [], Direct: false),
    };

    // Without the words for other moments, which are in the markup too.
    private static readonly LocatorAssertionsToHaveTextOptions _asSeen = new() { UseInnerText = true };
    private static readonly LocatorAssertionsToContainTextOptions _seen = new() { UseInnerText = true };

    private static ILocator Step(Visit visit) => visit.Page.Locator("#model");

    private static ILocator Verdict(Visit visit) => visit.Page.Locator("[data-key=OPENAI_API_KEY] [data-verdict]");

    private static ILocator Hint(Visit visit) => visit.Page.Locator("[data-for]:visible");

    private static ILocator Next(Visit visit) => visit.Page.Locator("h2.next");

    private static ILocator KeyField(Visit visit) => visit.Page.GetByLabel("Key", new() { Exact = true });

    private static ILocator Save(Visit visit) => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true });
}

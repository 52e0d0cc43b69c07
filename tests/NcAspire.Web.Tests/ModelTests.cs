using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

/// <summary>Choosing a model and giving its key, as a browser without a script does it.</summary>
public sealed class ModelTests
{
    private const string Page = $"/instances/{Samples.Slug}";
    private const string Change = $"PUT /api/instances/{Samples.Slug}/llm";
    private const string Key = "sk-proj-canary5f1d0c77e2_AB12";
    private const string Markup = "sk-<script>alert('key')</script>";

    [Fact]
    public async Task A_model_and_its_key_are_passed_on_and_lead_back_to_the_page()
    {
        await using var site = await StartAsync(Samples.Connected);

        var answer = await SaveAsync(site, ("secret", "ANTHROPIC_API_KEY"), ("model", " claude-opus-5 "), ("key", Key));

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Equal($$$"""{"model":"anthropic/claude-opus-5","keys":{"ANTHROPIC_API_KEY":"{{{Key}}}"},"direct":null}""", Asked(site));
    }

    [Theory]
    [InlineData("auto", "openrouter/auto")]
    [InlineData("openrouter/auto", "openrouter/auto")]
    [InlineData("openai/gpt-5", "openrouter/openai/gpt-5")]
    [InlineData("", "openrouter/auto")]
    public async Task A_model_may_be_written_with_its_vendor_or_left_to_us(string typed, string model)
    {
        await using var site = await StartAsync(Samples.Connected);

        await SaveAsync(site, ("secret", "OPENROUTER_API_KEY"), ("model", typed), ("key", Key));

        Assert.StartsWith($$"""{"model":"{{model}}",""", Asked(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_only_the_model_needs_no_key()
    {
        await using var site = await StartAsync(Samples.Answering);

        var answer = await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", "gpt-5.6-nova"), ("key", " "));

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Equal("""{"model":"openai/gpt-5.6-nova","keys":null,"direct":null}""", Asked(site));
    }

    [Theory]
    [InlineData(false, "yes", "true")]
    [InlineData(false, null, "null")]
    [InlineData(true, "yes", "null")]
    [InlineData(true, null, "false")]
    public async Task Whether_the_gateway_has_the_key_itself_is_passed_on_only_when_it_changes(bool before, string? ticked, string asked)
    {
        await using var site = await StartAsync(Samples.Answering with { Llm = Samples.Answering.Llm with { Direct = before } });
        (string, string)[] form = [("secret", "OPENAI_API_KEY"), ("model", "gpt-5"), ("key", "")];

        await SaveAsync(site, ticked is null ? form : [.. form, ("direct", ticked)]);

        Assert.EndsWith($",\"direct\":{asked}}}", Asked(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_where_the_key_is_and_what_it_costs_to_have_it_elsewhere()
    {
        await using var site = await StartAsync(Samples.Answering with { Llm = Samples.Answering.Llm with { Direct = true } });

        var page = await TextAsync(await site.GetAsync(Page));

        Assert.Matches("<input type=\"checkbox\" name=\"direct\" value=\"yes\" checked", page);
        Assert.Contains("whoever tricks your assistant could read the key, and our limit of the day does not hold", page);
        Assert.Matches("<span(?![^>]*hidden)[^>]*>\\s*As you chose, the key of its model also lies", page);
        Assert.Matches("<span[^>]*hidden[^>]*>\\s*It stays out of your assistant", page);
    }

    [Fact]
    public async Task A_vendor_that_no_key_is_saved_for_needs_one()
    {
        await using var site = await StartAsync(Samples.Answering);

        var answer = await SaveAsync(site, ("secret", "ANTHROPIC_API_KEY"), ("model", "claude-opus-5"), ("key", ""));
        var page = await TextAsync(answer);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("role=\"alert\">Paste a key of Anthropic: none is saved yet.</p>", page);
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);
    }

    [Fact]
    public async Task A_refused_key_says_why_at_its_field_and_the_rest_stays_typed()
    {
        await using var site = await StartAsync(Samples.Connected);
        Refuse(site, 422, "keys.ANTHROPIC_API_KEY", "It begins with sk-ant-.");

        var answer = await SaveAsync(site, ("secret", "ANTHROPIC_API_KEY"), ("model", "claude-mini"), ("key", Key));
        var page = await TextAsync(answer);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("id=\"model-key-problem\" role=\"alert\">It begins with sk-ant-.</p>", page);
        Assert.Matches("<input id=\"model-key\"[^>]* aria-describedby=\"model-key-problem model-key-hint\" aria-invalid=\"true\"", page);
        Assert.Contains("<option value=\"ANTHROPIC_API_KEY\" selected>", page);
        Assert.Matches("<input id=\"model-name\"[^>]* value=\"claude-mini\"", page);
    }

    [Fact]
    public async Task A_refused_model_says_why_at_its_field()
    {
        await using var site = await StartAsync(Samples.Connected);
        Refuse(site, 422, "model", "Write the model as vendor/model.");

        var page = await TextAsync(await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", "gpt 5"), ("key", Key)));

        Assert.Contains("id=\"model-name-problem\" role=\"alert\">Write it as the vendor does", page);
        Assert.Matches("<input id=\"model-name\"[^>]* value=\"gpt 5\" aria-describedby=\"model-name-problem model-name-hint\" aria-invalid=\"true\"", page);
    }

    [Theory]
    [InlineData(409, null)]
    [InlineData(422, "keys.OPENAI_API_KEY")]
    [InlineData(422, "model")]
    [InlineData(429, null)]
    [InlineData(503, null)]
    public async Task Whatever_the_answer_the_key_is_never_on_the_page_nor_in_an_address(int status, string? field)
    {
        await using var site = await StartAsync(Samples.Connected);
        Refuse(site, status, field, "Not now.");

        foreach (var key in new[] { Key, Markup })
        {
            var answer = await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", "gpt-5"), ("key", key));
            var page = WebUtility.HtmlDecode(await TextAsync(answer));

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.DoesNotContain(key, page);
            Assert.DoesNotContain(key[3..], page);
        }

        Assert.All(site.Api.Calls, call => Assert.DoesNotContain("sk-", Uri.UnescapeDataString(call.Request)));
    }

    [Fact]
    public async Task A_key_is_passed_on_to_the_letter_whatever_is_in_it()
    {
        await using var site = await StartAsync(Samples.Connected);

        await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", "gpt-5"), ("key", Markup));

        using var body = JsonDocument.Parse(Asked(site));
        Assert.Equal(Markup, body.RootElement.GetProperty("keys").GetProperty("OPENAI_API_KEY").GetString());
    }

    [Fact]
    public async Task A_model_that_is_markup_is_shown_as_text()
    {
        await using var site = await StartAsync(Samples.Answering with
        {
            Llm = Samples.Answering.Llm with { Model = "openai/\"><script>alert(1)</script>" },
        });

        Assert.DoesNotContain("<script>alert", await site.PageAsync(Page));
    }

    [Fact]
    public async Task A_model_of_any_length_gets_an_answer()
    {
        await using var site = await StartAsync(Samples.Answering);
        Refuse(site, 422, "model", "Too long.");
        var model = new string('m', 20_000);

        var page = await TextAsync(await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", model), ("key", "")));
        Assert.Contains(model, page);

        var tooLarge = await SaveAsync(site, ("secret", "OPENAI_API_KEY"), ("model", $"{model}{model}{model}{model}"), ("key", ""));
        Assert.Equal(HttpStatusCode.BadRequest, tooLarge.StatusCode);
        Assert.Single(site.Api.Calls, call => call.Request == Change);
    }

    [Theory]
    [InlineData("TELEGRAM_BOT_TOKEN")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("")]
    public async Task What_is_not_in_the_list_of_vendors_is_not_passed_on(string secret)
    {
        await using var site = await StartAsync(Samples.Connected);

        var answer = await SaveAsync(site, ("secret", secret), ("model", "gpt-5"), ("key", Key));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Choose one of the vendors in the list.", await TextAsync(answer));
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);
    }

    [Fact]
    public async Task A_post_from_another_site_changes_nothing()
    {
        await using var site = await StartAsync(Samples.Connected);

        var answer = await site.Visitor.PostAsync(
            Page, new FormUrlEncodedContent([new("_handler", "model"), new("secret", "OPENAI_API_KEY"), new("key", Key)]), Site.Deadline());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);
    }

    [Fact]
    public async Task Without_a_script_another_vendors_model_and_hint_are_asked_for()
    {
        await using var site = await StartAsync(Samples.Connected);

        var answer = await SaveAsync(
            site, ("shown", "OPENAI_API_KEY"), ("secret", "ANTHROPIC_API_KEY"), ("model", "gpt-5.6-luna"), ("key", Key), ("choose", "yes"));
        var page = await TextAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Matches("<input id=\"model-name\"[^>]* value=\"claude-opus-5\"", page);
        Assert.Contains("<p data-for=\"ANTHROPIC_API_KEY\">", page);
        Assert.Contains("<p data-for=\"OPENAI_API_KEY\" hidden>", page);
        Assert.DoesNotContain(Key, page);
        Assert.DoesNotContain(site.Api.Calls, call => call.Request == Change);
    }

    [Theory]
    [InlineData("gpt-5.6-luna", "anthropic/claude-opus-5")]
    [InlineData("claude-mini", "anthropic/claude-mini")]
    public async Task Without_a_script_the_model_of_the_former_vendor_is_not_taken_for_one_of_the_new(string typed, string model)
    {
        await using var site = await StartAsync(Samples.Connected);

        await SaveAsync(site, ("shown", "OPENAI_API_KEY"), ("secret", "ANTHROPIC_API_KEY"), ("model", typed), ("key", Key));

        Assert.StartsWith($$"""{"model":"{{model}}",""", Asked(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_key_is_shown_by_its_end_and_removed_after_a_question()
    {
        await using var site = await StartAsync(Samples.Answering);

        var page = await site.PageAsync($"{Page}?confirm=remove-OPENAI_API_KEY");
        Assert.Contains("ends in <code data-text=\"OPENAI_API_KEY\">AB12</code>", page);
        Assert.Matches("<li data-key=\"OPENAI_API_KEY\" data-when=\"OPENAI_API_KEY=set\">", page);
        Assert.Matches("<li data-key=\"ANTHROPIC_API_KEY\" data-when=\"ANTHROPIC_API_KEY=set\" hidden>", page);
        Assert.Matches("<dialog id=\"dialog-remove-OPENAI_API_KEY\"[^>]* open", page);

        var answer = await site.SubmitAsync(Page, "remove-OPENAI_API_KEY");
        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Equal("""{"model":null,"keys":{"OPENAI_API_KEY":null},"direct":null}""", Asked(site));
    }

    [Fact]
    public async Task Without_a_catalog_the_rest_of_the_page_is_there()
    {
        await using var site = await StartAsync(Samples.Answering);
        site.Api.Refuse("GET /api/llm/catalog", 503, ProblemTypes.Unavailable, "In a minute.");

        var answer = await site.GetAsync(Page);
        var page = await TextAsync(answer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Which models there are can't be said right now.", WebUtility.HtmlDecode(page));
        Assert.Contains("WhatsApp is connected.", page);
        Assert.DoesNotContain("name=\"secret\"", page);
    }

    private static async Task<Site> StartAsync(InstanceResponse instance)
    {
        var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(instance);
        site.Api.Answer(Change, instance, status: StatusCodes.Status202Accepted);
        return site;
    }

    private static Task<HttpResponseMessage> SaveAsync(Site site, params (string Name, string Value)[] fields) =>
        site.SubmitAsync(Page, "model", fields);

    private static void Refuse(Site site, int status, string? field, string detail) => site.Api.On(
        Change,
        Results.Problem(
            detail, statusCode: status, title: "Refused", type: ProblemTypes.InvalidRequest,
            extensions: field is null ? null : new Dictionary<string, object?> { ["field"] = field }).ExecuteAsync);

    private static string Asked(Site site) => Assert.Single(site.Api.Calls, call => call.Request == Change).Body;

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Site.Deadline());
}

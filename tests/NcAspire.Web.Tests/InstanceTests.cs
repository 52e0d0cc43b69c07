using System.Net;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

public sealed class InstanceTests
{
    private const string Key = "01980000-0000-7000-8000-00000000000a";
    private const string Page = $"/instances/{Samples.Slug}";

    [Fact]
    public async Task Creating_an_instance_leads_to_its_page()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Answer("POST /api/instances", Samples.Creating, status: 202);

        var answer = await site.SubmitAsync("/instances", "create", ("slug", Samples.Slug), ("key", Key));

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Contains(site.Api.Calls, call => call is { Request: "POST /api/instances", IdempotencyKey: Key }
            && call.Body == $$"""{"slug":"{{Samples.Slug}}","region":null}""");
    }

    [Fact]
    public async Task The_region_is_asked_for_only_when_there_is_a_choice()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();

        Assert.DoesNotContain("name=\"region\"", await site.PageAsync("/instances"));

        site.Api.Answer("GET /api/regions", new RegionListResponse(
            [new("fra", "Frankfurt", "docker", IsDefault: false), new("bom", "Mumbai", "docker", IsDefault: true)]));
        site.Api.Answer("POST /api/instances", Samples.Creating, status: 202);
        var page = await site.PageAsync("/instances");
        await site.SubmitAsync("/instances", "create", ("slug", Samples.Slug), ("region", "fra"));

        Assert.Contains("<option value=\"bom\" selected>Mumbai</option>", page);
        Assert.Contains(site.Api.Calls, call => call.Body.Contains("\"region\":\"fra\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_has_all_his_instances_is_told_instead_of_asked_for_a_name()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Answer("GET /api/me", new MeResponse(Guid.Empty, Site.Email, DateTimeOffset.UnixEpoch, InstanceCap: 1));
        site.Api.Answer("GET /api/instances", new InstanceListResponse([Samples.Running]));

        var page = await site.PageAsync("/instances");

        Assert.Contains("You have 1 of the 1 instance your account may have.", page);
        Assert.DoesNotContain("name=\"slug\"", page);
    }

    [Theory]
    [InlineData("start", "POST", "/start")]
    [InlineData("stop", "POST", "/stop")]
    [InlineData("restart", "POST", "/restart")]
    [InlineData("repair", "POST", "/repair")]
    [InlineData("retry", "POST", "/start")]
    [InlineData("dismiss", "DELETE", "/incident")]
    public async Task An_action_is_passed_on_and_leads_back_to_the_page(string form, string method, string path)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Running);
        var request = $"{method} /api/instances/{Samples.Slug}{path}";
        site.Api.Answer(request, Samples.Running, status: 202);

        var answer = await site.SubmitAsync(Page, form);

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Contains(site.Api.Calls, call => call.Request == request);
    }

    [Fact]
    public async Task A_refused_action_says_why()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Running);
        site.Api.Refuse(
            $"POST /api/instances/{Samples.Slug}/stop", 409, ProblemTypes.OperationInProgress, "It is being restarted.");

        var answer = await site.SubmitAsync(Page, "stop");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("It is being restarted.", await answer.Content.ReadAsStringAsync(Site.Deadline()));
    }

    [Fact]
    public async Task Deleting_needs_the_name_typed_out()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Running);

        var refused = await site.SubmitAsync(Page, "delete", ("typed", "my-assistan"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.DoesNotContain(site.Api.Calls, call => call.Request.StartsWith("DELETE", StringComparison.Ordinal));

        site.Api.Answer($"DELETE /api/instances/{Samples.Slug}", Samples.Running, status: 202);
        var accepted = await site.SubmitAsync(Page, "delete", ("typed", Samples.Slug));
        Assert.Equal(Page, accepted.Headers.Location?.AbsolutePath);
        Assert.Contains(site.Api.Calls, call => call.Request == $"DELETE /api/instances/{Samples.Slug}");
    }

    [Fact]
    public async Task A_deletion_that_failed_is_asked_for_again_without_typing_the_name()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.HalfDeleted);
        site.Api.Answer($"DELETE /api/instances/{Samples.Slug}", Samples.HalfDeleted, status: 202);

        var answer = await site.SubmitAsync(Page, "delete-again");

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Contains(site.Api.Calls, call => call.Request == $"DELETE /api/instances/{Samples.Slug}");
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("delete")]
    [InlineData("unlink")]
    public async Task The_question_before_an_action_opens_without_a_script_too(string name)
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Connected);

        var page = await site.PageAsync($"{Page}?confirm={name}");

        Assert.Matches($"<dialog id=\"dialog-{name}\"[^>]* open", page);
        Assert.Single(page.Split("<dialog").Skip(1), dialog => dialog.Split('>')[0].Contains(" open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_owners_number_is_passed_on_with_whose_it_is()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Running);
        site.Api.Answer($"PUT /api/instances/{Samples.Slug}/whatsapp/owner", Samples.Running, status: 202);

        var answer = await site.SubmitAsync(Page, "owner", ("number", NumberKinds.Own), ("phone", "+91 98765 43210"));

        Assert.Equal(Page, answer.Headers.Location?.AbsolutePath);
        Assert.Contains(site.Api.Calls, call => call.Body == """{"phone":"\u002B91 98765 43210","number":"own"}""");
    }

    [Fact]
    public async Task A_number_that_is_none_stays_in_the_form_with_the_reason()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.Running);
        site.Api.Refuse(
            $"PUT /api/instances/{Samples.Slug}/whatsapp/owner", 422, ProblemTypes.InvalidPhone, "That is no E.164 number.");

        var answer = await site.SubmitAsync(Page, "owner", ("number", NumberKinds.Own), ("phone", "98765"));
        var page = await answer.Content.ReadAsStringAsync(Site.Deadline());

        Assert.Contains("That is no E.164 number.", page);
        Assert.Contains("value=\"98765\"", page);
        Assert.Contains("value=\"own\" required checked", page);
    }

    [Fact]
    public async Task Without_a_script_the_code_comes_with_the_page()
    {
        await using var site = await Site.StartAsync();
        await site.LogInAsync();
        site.Api.Instance(Samples.WithOwner);
        var code = Samples.QrDataUrl("first");
        site.Api.Answer($"POST /api/instances/{Samples.Slug}/whatsapp/qr/start", new QrStartResponse(code, "", Site.Soon));

        var answer = await site.SubmitAsync(Page, "link");

        Assert.Contains(code, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Site.Deadline())));
    }
}

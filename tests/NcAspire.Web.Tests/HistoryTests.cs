using System.Net;
using Microsoft.AspNetCore.Http;
using NcAspire.Contracts;

namespace NcAspire.Web.Tests;

public sealed class HistoryTests
{
    private const string Page = $"/instances/{Samples.Slug}/history";
    private const string Audit = $"GET /api/instances/{Samples.Slug}/audit";

    [Fact]
    public async Task The_latest_entries_say_what_was_done_and_by_whom()
    {
        await using var site = await StartAsync();
        site.Api.Answer(Audit, new AuditListResponse(
            [
                Samples.Entry("secret.write", AuditActors.You, "203.0.113.7", "OPENAI_API_KEY"),
                Samples.Entry("instance.restarted", AuditActors.System, null, "<b>Out of memory</b>"),
                Samples.Entry("operator.call", AuditActors.Operator, null, null),
            ], Next: null));

        var page = await site.PageAsync(Page);

        Assert.Contains("<strong>Key saved</strong>", page);
        Assert.Contains("You, from 203.0.113.7", page);
        Assert.Contains("<strong>Restarted after it ended</strong>", page);
        Assert.Contains("&lt;b&gt;Out of memory&lt;/b&gt;", page);
        Assert.Contains("The service", page);

        // An action without words of its own goes by its name.
        Assert.Contains("<strong>operator.call</strong>", page);
        Assert.Contains("An operator", page);
        Assert.DoesNotContain("Older", page);
        Assert.DoesNotContain("Latest", page);
    }

    [Fact]
    public async Task Older_entries_are_a_page_further_on()
    {
        await using var site = await StartAsync();
        site.Api.On(Audit, context =>
        {
            var answer = context.Request.Query["cursor"].ToString() switch
            {
                "" => new AuditListResponse([Samples.Entry("instance.stop", AuditActors.You, null, null)], Next: "a b&c"),
                "a b&c" => new AuditListResponse([Samples.Entry("instance.create", AuditActors.You, null, null)], Next: null),
                var other => throw new InvalidOperationException($"Nobody gave the cursor '{other}'."),
            };
            return context.Response.WriteAsJsonAsync(answer);
        });

        var latest = await site.PageAsync(Page);
        var older = await site.PageAsync(WebUtility.HtmlDecode(latest.Split("href=\"").Single(link => link.Contains(">Older<", StringComparison.Ordinal)).Split('"')[0]));

        Assert.Contains("Stop asked for", latest);
        Assert.Contains("Creation asked for", older);
        Assert.Contains($"href=\"{Page}\">Latest<", older);
        Assert.DoesNotContain("Older", older);
    }

    [Theory]
    [InlineData(404, "There is nothing here")]
    [InlineData(422, "That is no cursor.")]
    [InlineData(503, "That is no cursor.")]
    public async Task A_refusal_says_why(int status, string sentence)
    {
        await using var site = await StartAsync();
        site.Api.Refuse(Audit, status, status is 404 ? ProblemTypes.NotFound : ProblemTypes.InvalidRequest, "That is no cursor.");

        var answer = await site.GetAsync($"{Page}?cursor=x");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(Site.Deadline()));
    }

    [Fact]
    public async Task Without_entries_it_says_so()
    {
        await using var site = await StartAsync();
        site.Api.Answer(Audit, new AuditListResponse([], Next: null));

        Assert.Contains("Nothing has been done to it yet.", await site.PageAsync(Page));
    }

    [Fact]
    public async Task Nobody_reads_it_without_a_session()
    {
        await using var site = await Site.StartAsync();

        var answer = await site.GetAsync(Page);

        Assert.Equal("/login", answer.Headers.Location?.AbsolutePath);
        Assert.Empty(site.Api.Calls);
    }

    private static async Task<Site> StartAsync()
    {
        var site = await Site.StartAsync();
        await site.LogInAsync();
        return site;
    }
}

using System.Net.Http.Headers;
using System.Text.Json;

namespace NcAspire.Functions.Tests;

/// <summary>An answer of the API, read to its end.</summary>
public sealed record Answer(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string? Location => Headers.Location?.ToString();

    /// <summary>The type of the problem; fails when the answer is not a whole problem with a sentence for people.</summary>
    public string Problem()
    {
        Assert.True(ContentHeaders.ContentType?.MediaType is "application/problem+json", $"{Status} is no problem: {Body}");
        Assert.Equal(Status, Json.GetProperty("status").GetInt32());
        Assert.NotEmpty(Text("title"));
        Assert.Matches(@"^\p{Lu}.*[.]$", Text("detail"));
        Assert.DoesNotContain("Exception", Body, StringComparison.Ordinal);
        var type = Text("type");
        Assert.StartsWith("urn:ncaspire:", type, StringComparison.Ordinal);
        return type["urn:ncaspire:".Length..];
    }

    /// <summary>The text of a field; a path such as <c>whatsApp.state</c> goes into objects.</summary>
    public string Text(string path)
    {
        var element = path.Split('.').Aggregate(Json, (at, name) => at.GetProperty(name));
        return element.ToString();
    }

    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Body}");
        return this;
    }

    public Answer ExpectProblem(int status, string type)
    {
        Expect(status);
        Assert.Equal(type, Problem());
        return this;
    }
}

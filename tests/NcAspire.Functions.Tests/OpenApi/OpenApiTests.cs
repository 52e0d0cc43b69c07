using System.Text.Json;
using NcAspire.Contracts;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests.OpenApi;

public sealed class OpenApiTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private static string CheckedIn => Path.Combine(Toolchain.RepositoryRoot, "docs", "api", "openapi.json");

    [Fact]
    public async Task The_checked_in_document_is_the_one_that_is_served()
    {
        if (Environment.GetEnvironmentVariable("NC_UPDATE_OPENAPI") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(CheckedIn)!);
            await File.WriteAllTextAsync(CheckedIn, Description.Text, Ct);
        }

        var kept = File.Exists(CheckedIn) ? await File.ReadAllTextAsync(CheckedIn, Ct) : "";
        Assert.True(
            kept == Description.Text,
            "docs/api/openapi.json is out of date. Run this test with NC_UPDATE_OPENAPI=1 and look at the difference.");
        Assert.Equal(Description.Text, (await Api.Nobody.GetAsync("openapi.json")).Expect(200).Body);
    }

    [Fact]
    public void Every_route_has_a_sentence_and_its_answers()
    {
        var paths = JsonSerializer.Deserialize<JsonElement>(Description.Text).GetProperty("paths");
        foreach (var route in Routes.All)
        {
            var operation = paths.GetProperty($"/{route.Template}").GetProperty(route.Method.Method.ToLowerInvariant());
            Assert.EndsWith(".", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), r => r.Name.StartsWith('2'));
            Assert.Equal(route.IsAnonymous, operation.TryGetProperty("security", out var security) && security.GetArrayLength() is 0);
        }

        Assert.Equal(Routes.All.Count, paths.EnumerateObject().Sum(p => p.Value.EnumerateObject().Count()));
    }

    [Fact]
    public void States_are_listed_and_null_is_allowed_where_it_can_come()
    {
        var instance = Description.Schema(nameof(InstanceResponse));
        var fields = instance.GetProperty("properties");

        Assert.Equal(
            ["creating", "running", "stopped", "error"],
            fields.GetProperty("status").GetProperty("enum").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("""["string","null"]""", JsonSerializer.Serialize(fields.GetProperty("lastHealthAt").GetProperty("type")));
        Assert.Equal("string", fields.GetProperty("createdAt").GetProperty("type").GetString());
        Assert.Equal(fields.EnumerateObject().Count(), instance.GetProperty("required").GetArrayLength());
        Assert.Equal("null", fields.GetProperty("failure").GetProperty("anyOf")[1].GetProperty("type").GetString());

        var request = Description.Schema(nameof(CreateInstanceRequest));
        Assert.Equal("slug", Assert.Single(request.GetProperty("required").EnumerateArray()).GetString());
        Assert.False(request.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var names = System.Text.RegularExpressions.Regex.Matches(Description.Text, "#/components/schemas/([A-Za-z]+)");

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Equal(JsonValueKind.Object, Description.Schema(name.Groups[1].Value).ValueKind));
    }
}

using System.Net;
using System.Net.Http.Json;
using NcAspire.Contracts;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class FallbackTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    [Theory]
    [InlineData("GET", "/api/nosuch")]
    [InlineData("POST", "/api/")]
    [InlineData("DELETE", "/api/instances/a/b/c/d")]
    [InlineData("GET", "/api/ops/overview")]
    public async Task An_unknown_path_is_a_problem(string method, string path)
    {
        var (response, problem) = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(ProblemTypes.NotFound, problem.Type);
    }

    [Theory]
    [InlineData("GET", "/api/signup", "POST")]
    [InlineData("PUT", "/api/instances", "GET, POST")]
    [InlineData("PATCH", "/api/instances/first", "DELETE, GET")]
    [InlineData("GET", "/api/instances/first/whatsapp/qr/start", "POST")]
    public async Task A_wrong_method_is_a_problem_that_names_the_right_ones(string method, string path, string allowed)
    {
        var (response, problem) = await SendAsync(method, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(ProblemTypes.MethodNotAllowed, problem.Type);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    private async Task<(HttpResponseMessage Response, FailureResponse Problem)> SendAsync(string method, string path)
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var response = await http.SendAsync(request, Ct);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<FailureResponse>(Ct);
        return (response, problem ?? throw new InvalidOperationException("The body is null."));
    }
}

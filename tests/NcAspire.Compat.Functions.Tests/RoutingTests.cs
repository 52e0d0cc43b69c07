using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace NcAspire.Compat.Functions.Tests;

public sealed class RoutingTests
{
    [Theory]
    [InlineData("/api/things/one", "one")]
    [InlineData("/api/things/caf%C3%A9%20au%20lait", "café au lait")]
    [InlineData("/API/Things/ONE", "ONE")]
    public async Task A_route_parameter_arrives_decoded(string path, string slug)
    {
        await using var worker = await Worker.StartAsync(typeof(Things));
        Assert.Equal(slug, await worker.Client.GetStringAsync(path, Ct));
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/things/one")]
    [InlineData("/")]
    public async Task An_unknown_route_is_404_with_an_empty_body(string path)
    {
        await using var worker = await Worker.StartAsync(typeof(Things));
        using var response = await worker.Client.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Ct));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_method_that_no_function_declares_is_405_and_names_those_that_are(string method)
    {
        await using var worker = await Worker.StartAsync(typeof(Things));
        using var response = await worker.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/things/one"), Ct);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["DELETE", "GET"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Functions_share_a_route_by_method()
    {
        await using var worker = await Worker.StartAsync(typeof(Things));
        using var response = await worker.Client.DeleteAsync("/api/things/one", Ct);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_route_the_name_is_the_route_and_without_methods_every_method_matches()
    {
        await using var worker = await Worker.StartAsync(typeof(Things));
        using var response = await worker.Client.PatchAsync("/api/Anything", null, Ct);
        Assert.Equal("PATCH", await response.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("v1", "/v1/things/one")]
    [InlineData("", "/things/one")]
    public async Task The_route_prefix_is_a_setting_of_the_host(string prefix, string path)
    {
        await using var worker = await Worker.StartAsync(
            builder => builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = prefix, typeof(Things));
        Assert.Equal("one", await worker.Client.GetStringAsync(path, Ct));
    }

    [Fact]
    public async Task The_route_prefix_stands_in_host_json()
    {
        var root = Directory.CreateTempSubdirectory("host-json-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(root.FullName, "host.json"),
                """{ "version": "2.0", /* ours */ "extensions": { "http": { "routePrefix": "below/this" } } }""",
                Ct);
            await using var worker = await Worker.StartAsync(
                builder => builder.Environment.ContentRootPath = root.FullName, typeof(Things));
            Assert.Equal("one", await worker.Client.GetStringAsync("/below/this/things/one", Ct));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static class Things
    {
        [Function("GetThing")]
        public static IResult Get(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{slug}")] HttpRequest request, string slug) =>
            TypedResults.Text(slug);

        [Function("DeleteThing")]
        public static Task<IResult> DeleteAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "things/{slug}")] HttpRequest request) =>
            Task.FromResult(Results.NoContent());

        [Function("Anything")]
        public static Task AnyAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            request.HttpContext.Response.WriteAsync(request.Method, request.HttpContext.RequestAborted);
    }
}

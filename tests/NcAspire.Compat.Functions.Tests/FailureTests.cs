using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace NcAspire.Compat.Functions.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("Production", "function")]
    [InlineData("Production", "result")]
    [InlineData("Development", "function")]
    public async Task An_uncaught_exception_is_logged_and_answered_by_500_without_a_body(string environment, string where)
    {
        await using var worker = await Worker.StartAsync(
            builder => builder.Environment.EnvironmentName = environment, typeof(Faults));
        using var response = await worker.Client.GetAsync($"/api/fail?in={where}", Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Ct));
        Assert.False(response.Headers.Contains("X-Half-Done"));
        var line = Assert.Single(worker.Log.All, line => line.Level == LogLevel.Error);
        Assert.StartsWith("Function Fail failed", line.Text, StringComparison.Ordinal);
        Assert.Equal("secret detail", line.Exception?.Message);
    }

    [Fact]
    public async Task An_answer_that_fails_half_way_is_cut_off()
    {
        await using var worker = await Worker.StartAsync(typeof(Faults));
        await Assert.ThrowsAsync<HttpRequestException>(() => worker.Client.GetStringAsync("/api/fail?in=body", Ct));
    }

    [Fact]
    public async Task A_body_over_the_configured_limit_is_413()
    {
        await using var worker = await Worker.StartAsync(
            builder => builder.Configuration["Kestrel:Limits:MaxRequestBodySize"] = "10", typeof(Faults));
        using var large = await worker.Client.PostAsync("/api/read", new ByteArrayContent(new byte[11]), Ct);
        using var small = await worker.Client.PostAsync("/api/read", new ByteArrayContent(new byte[10]), Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("10", await small.Content.ReadAsStringAsync(Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static class Faults
    {
        [Function("Fail")]
        public static async Task<IResult> RunAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request,
            CancellationToken cancellationToken)
        {
            var response = request.HttpContext.Response;
            response.Headers["X-Half-Done"] = "1";
            switch (request.Query["in"])
            {
                case "result":
                    return new FailingResult();
                case "body":
                    await response.WriteAsync("half", cancellationToken);
                    await response.Body.FlushAsync(cancellationToken);
                    break;
            }

            throw new InvalidOperationException("secret detail");
        }

        [Function("Read")]
        public static async Task<IResult> ReadAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "read")] HttpRequest request,
            CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            return TypedResults.Text($"{body.Length}");
        }
    }

    public sealed class FailingResult : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => throw new InvalidOperationException("secret detail");
    }
}

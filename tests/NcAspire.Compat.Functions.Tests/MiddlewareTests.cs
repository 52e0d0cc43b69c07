using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NcAspire.Compat.Functions.Tests;

public sealed class MiddlewareTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Middlewares_run_in_the_order_of_their_registration_and_before_the_result_is_sent()
    {
        await using var worker = await StartAsync();
        Assert.Equal("sent", await worker.Client.GetStringAsync("/api/call", Ct));
        Assert.Equal(["outer in", "inner in", "function", "inner out", "outer out", "result"], _journal.Rest());
    }

    [Fact]
    public async Task A_middleware_that_answers_itself_ends_the_invocation()
    {
        await using var worker = await StartAsync();
        using var response = await worker.Client.GetAsync("/api/call?refuse=1", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["outer in", "outer out"], _journal.Rest());
    }

    [Fact]
    public async Task A_middleware_turns_an_exception_into_a_problem()
    {
        await using var worker = await StartAsync();
        using var response = await worker.Client.GetAsync("/api/call?throw=1", Ct);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no luck", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_middleware_sees_the_result_and_may_replace_it()
    {
        await using var worker = await StartAsync();
        using var response = await worker.Client.GetAsync("/api/call?replace=1", Ct);

        Assert.Equal(HttpStatusCode.ResetContent, response.StatusCode);
        Assert.DoesNotContain("result", _journal.Rest());
    }

    [Fact]
    public async Task A_conditional_middleware_is_passed_only_by_those_that_it_is_for()
    {
        await using var worker = await StartAsync(builder => builder.UseWhen<Outer>(context =>
            context.FunctionDefinition.InputBindings["request"].Type == "httpTrigger"
            && context.GetHttpContext()!.Request.Query.ContainsKey("twice")));

        await worker.Client.GetStringAsync("/api/call", Ct);
        Assert.Single(_journal.Rest(), "outer in");

        await worker.Client.GetStringAsync("/api/call?twice", Ct);
        Assert.Equal(2, _journal.Rest().Count(entry => entry == "outer in"));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<Worker> StartAsync(Action<IFunctionsWorkerApplicationBuilder>? more = null) => Worker.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(_journal);
            builder.UseMiddleware<Outer>();
            builder.UseMiddleware(async (context, next) =>
            {
                _journal.Add("inner in");
                await next();
                _journal.Add("inner out");
            });
            more?.Invoke(builder);
        },
        typeof(Calls));

    public sealed class Outer(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            var http = context.GetHttpContext() ?? throw new InvalidOperationException("There is no HttpContext.");
            journal.Add("outer in");
            try
            {
                if (http.Request.Query.ContainsKey("refuse"))
                {
                    await TypedResults.Unauthorized().ExecuteAsync(http);
                }
                else
                {
                    await next(context);
                }
            }
            catch (InvalidOperationException exception) when (!http.Response.HasStarted)
            {
                await TypedResults.Problem(exception.Message, statusCode: 409).ExecuteAsync(http);
            }

            if (http.Request.Query.ContainsKey("replace"))
            {
                Assert.IsType<Noted>(context.GetInvocationResult().Value);
                context.GetInvocationResult().Value = TypedResults.StatusCode(StatusCodes.Status205ResetContent);
            }

            journal.Add("outer out");
        }
    }

    public sealed class Noted(Journal journal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            journal.Add("result");
            return httpContext.Response.WriteAsync("sent", httpContext.RequestAborted);
        }
    }

    public sealed class Calls(Journal journal)
    {
        [Function("Call")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "call")] HttpRequest request)
        {
            journal.Add("function");
            return request.Query.ContainsKey("throw")
                ? throw new InvalidOperationException("no luck")
                : new Noted(journal);
        }
    }
}

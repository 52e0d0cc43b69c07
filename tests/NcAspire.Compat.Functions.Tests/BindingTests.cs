using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace NcAspire.Compat.Functions.Tests;

public sealed class BindingTests
{
    [Fact]
    public async Task Every_kind_of_parameter_is_filled()
    {
        await using var worker = await StartAsync();
        Assert.Equal("left right False Everything", await worker.Client.GetStringAsync("/api/everything/left/to/right", Ct));
    }

    [Fact]
    public async Task An_optional_route_parameter_that_is_absent_is_null()
    {
        await using var worker = await StartAsync();
        Assert.Equal("nobody", await worker.Client.GetStringAsync("/api/greet", Ct));
        Assert.Equal("ada", await worker.Client.GetStringAsync("/api/greet/ada", Ct));
    }

    [Fact]
    public async Task Each_invocation_has_an_instance_and_a_scope_of_its_own_and_one_invocation_only_one_scope()
    {
        await using var worker = await StartAsync();
        var first = await worker.Client.GetStringAsync("/api/scope", Ct);
        var second = await worker.Client.GetStringAsync("/api/scope", Ct);

        Assert.Equal("1 1 1", first);
        Assert.Equal("2 1 2", second);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<Worker> StartAsync() => Worker.StartAsync(
        builder => builder.Services.AddSingleton<Counter>().AddScoped<Numbered>(), typeof(Parameters), typeof(Scope));

    public sealed class Counter
    {
        private int _count;

        public int Next() => Interlocked.Increment(ref _count);
    }

    public sealed class Numbered(Counter counter)
    {
        public int Number { get; } = counter.Next();
    }

    public static class Parameters
    {
        [Function("Everything")]
        public static IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "everything/{from}/to/{to}")] HttpRequest request,
            string to,
            string from,
            FunctionContext context,
            CancellationToken cancellationToken) =>
            TypedResults.Text(
                $"{from} {to} {cancellationToken.IsCancellationRequested} {context.FunctionDefinition.Name}");

        [Function("Greet")]
        public static IResult Greet(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name?}")] HttpRequest request, string? name) =>
            TypedResults.Text(name ?? "nobody");
    }

    public sealed class Scope(Numbered numbered)
    {
        private int _calls;

        [Function("Scope")]
        public IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scope")] HttpRequest request, FunctionContext context) =>
            TypedResults.Text(
                $"{numbered.Number} {++_calls} {context.InstanceServices.GetRequiredService<Numbered>().Number}");
    }
}

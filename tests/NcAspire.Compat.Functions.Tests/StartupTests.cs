using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace NcAspire.Compat.Functions.Tests;

public sealed class StartupTests
{
    [Theory]
    [InlineData(typeof(AdminRoute), "refuses routes that start with 'admin'")]
    [InlineData(typeof(RuntimeRoute), "refuses routes that start with 'runtime'")]
    [InlineData(typeof(UnknownParameter), "has a parameter that nothing fills: String slug")]
    [InlineData(typeof(WrongParameterType), "has a parameter that nothing fills: Int32 number")]
    [InlineData(typeof(WrongTriggerType), "has a parameter that nothing fills: HttpContext http")]
    [InlineData(typeof(WrongResult), "gives back String; an HTTP function gives back an IResult or nothing")]
    [InlineData(typeof(NoTask), "returns Void; it must return Task, Task<T> or an object")]
    [InlineData(typeof(NoTrigger), "needs exactly one trigger parameter")]
    [InlineData(typeof(SameName), "The function name 'Twice' is used by")]
    public void A_function_that_cannot_run_is_refused_when_the_application_is_built(Type function, string reason)
    {
        var builder = Worker.Builder(function).ConfigureFunctionsWebApplication();
        var refusal = Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(BadSchedule), "has the schedule '*/5 * * * *', which is not NCRONTAB with six fields")]
    [InlineData(typeof(NoSetting), "takes its schedule from the setting 'NO_SUCH_SETTING', which is missing")]
    public async Task A_timer_without_a_schedule_is_refused_when_the_application_starts(Type function, string reason)
    {
        using var host = Worker.Builder(function).ConfigureFunctionsWebApplication().Build();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Http_functions_without_the_web_application_are_refused()
    {
        var refusal = Assert.Throws<InvalidOperationException>(Worker.Builder(typeof(RoutingTests.Things)).Build);
        Assert.Contains("call ConfigureFunctionsWebApplication()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_functions_of_the_application_s_assembly_are_found()
    {
        await using var worker = await Worker.StartAsync(builder =>
        {
            builder.FunctionClasses = null;
            builder.Environment.ApplicationName = typeof(StartupTests).Assembly.GetName().Name!;
            builder.Services.AddSingleton<TimeProvider>(new ManualClock(DateTimeOffset.UnixEpoch)).AddSingleton<Journal>();
        });
        Assert.Equal("one", await worker.Client.GetStringAsync("/api/things/one", TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Without_an_address_the_worker_listens_where_the_functions_tools_do()
    {
        var builder = Worker.Builder(typeof(RoutingTests.Things)).ConfigureFunctionsWebApplication();
        builder.Configuration["urls"] = "";
        using var host = builder.Build();

        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Assert.Equal(["http://localhost:7071"], addresses?.Addresses);
    }

    [Fact]
    public void Configuration_and_environment_come_from_the_arguments()
    {
        var builder = FunctionsApplication.CreateBuilder(["--environment=Staging", "--Some:Key=value"]);
        Assert.Equal("Staging", builder.Environment.EnvironmentName);
        Assert.Equal("value", builder.Configuration["Some:Key"]);
    }

    internal static class AdminRoute
    {
        [Function("A")]
        public static Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "Administrators")] HttpRequest request) =>
            Task.FromResult(request);
    }

    internal static class RuntimeRoute
    {
        [Function("A")]
        public static Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "runtime/x")] HttpRequest request) =>
            Task.FromResult(request);
    }

    internal static class UnknownParameter
    {
        [Function("A")]
        public static Task RunAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{name}")] HttpRequest request, string slug) =>
            Task.FromResult((request, slug));
    }

    internal static class WrongParameterType
    {
        [Function("A")]
        public static Task RunAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{number}")] HttpRequest request, int number) =>
            Task.FromResult((request, number));
    }

    internal static class WrongTriggerType
    {
        [Function("A")]
        public static Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpContext http) => Task.FromResult(http);
    }

    internal static class WrongResult
    {
        [Function("A")]
        public static string Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => request.Method;
    }

    internal static class NoTask
    {
        [Function("A")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => request.Method = "";
    }

    internal static class NoTrigger
    {
        [Function("A")]
        public static Task RunAsync(HttpRequest request) => Task.FromResult(request);
    }

    internal static class SameName
    {
        [Function("Twice")]
        public static Task OneAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Task.FromResult(request);

        [Function("twice")]
        public static Task TwoAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Task.FromResult(request);
    }

    internal static class BadSchedule
    {
        [Function("A")]
        public static Task RunAsync([TimerTrigger("*/5 * * * *")] TimerInfo timer) => Task.FromResult(timer);
    }

    internal static class NoSetting
    {
        [Function("A")]
        public static Task RunAsync([TimerTrigger("%NO_SUCH_SETTING%")] TimerInfo timer) => Task.FromResult(timer);
    }
}

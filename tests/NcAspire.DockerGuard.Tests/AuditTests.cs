using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>One line a request: who was asked about and how it ended, and nothing of what was in it.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string Canary = "canary-7f3a9";

    private readonly ScriptedEngine _engine = new();
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestGuard Guard => _guard!;

    public async ValueTask InitializeAsync() => _guard = await TestGuard.StartAsync(_engine, isSocket: true);

    public ValueTask DisposeAsync() => Guard.DisposeAsync();

    [Fact]
    public async Task What_was_done_is_a_line_of_information()
    {
        await Guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct);
        await Guard.Provider.StartAsync(ScriptedEngine.Machine, Ct);

        await LineAsync(LogLevel.Information, $@"^create {ScriptedEngine.Machine} \(instance {ScriptedEngine.Instance}\): done \(200\) in \d+ ms\. $");
        await LineAsync(LogLevel.Information, $@"^start {ScriptedEngine.Machine} \(instance -\): done \(200\) in \d+ ms\. $");
    }

    [Fact]
    public async Task It_is_written_in_the_form_that_is_set()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Guard:Address"] = "http://127.0.0.1:0",
            ["Guard:TokenPath"] = Guard.TokenPath,
            ["Logging:Console:FormatterName"] = ConsoleFormatterNames.Json,
        });
        builder.AddEngine(_engine);
        await using var app = builder.BuildGuard();

        Assert.Equal(ConsoleFormatterNames.Json, app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    [Fact]
    public async Task What_was_refused_is_a_warning_with_the_reason()
    {
        await Assert.ThrowsAsync<ProviderException>(() => Guard.Provider.CreateAsync(ScriptedEngine.Spec with { Image = "alpine" }, Ct));
        await Assert.ThrowsAsync<ProviderException>(() => Guard.Provider.DeleteAsync("../" + Canary, Ct));
        using var http = Guard.NewHttp("wrong");
        await http.GetAsync(new Uri($"/{Canary}", UriKind.Relative), Ct);

        await LineAsync(
            LogLevel.Warning,
            $@"^create {ScriptedEngine.Machine} \(instance {ScriptedEngine.Instance}\): refused \(422\) in \d+ ms\. The image is neither .*$");
        await LineAsync(LogLevel.Warning, @"^delete - \(instance -\): refused \(422\) in \d+ ms\. A name may .*$");
        await LineAsync(LogLevel.Warning, @"^- - \(instance -\): refused \(401\) in \d+ ms\. The request does not .*$");
        Assert.DoesNotContain(Canary, Guard.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_engine_could_not_do_is_told_with_its_sentence()
    {
        _engine.Before = _ => throw new ProviderException("There is no such machine.", isTransient: false);
        await Assert.ThrowsAsync<ProviderException>(() => Guard.Provider.StartAsync(ScriptedEngine.Machine, Ct));

        await LineAsync(LogLevel.Information, $@"^start {ScriptedEngine.Machine} .*: not done \(409\) in \d+ ms\. There is no such machine\. $");
    }

    [Theory]
    [InlineData("passes")]
    [InlineData("fault")]
    [InlineData("bug")]
    public async Task What_was_in_a_request_is_never_logged(string end)
    {
        _engine.Before = _ => end switch
        {
            "fault" => throw new ProviderException("No.", isTransient: true, new InvalidOperationException("inside")),
            "bug" => throw new InvalidOperationException("inside"),
            _ => Task.CompletedTask,
        };
        var spec = ScriptedEngine.Spec with { Environment = new Dictionary<string, string> { ["OPENCLAW_NOTE"] = Canary } };
        Func<Task>[] calls =
        [
            () => Guard.Provider.CreateAsync(spec, Ct),
            () => Guard.Provider.CreateAsync(spec with { Image = Canary }, Ct),
            () => Guard.Provider.SeedFilesAsync(ScriptedEngine.Machine, [new SeedFile($"{Canary}.json", Canary)], Ct),
            () => Guard.Provider.SeedFilesAsync(ScriptedEngine.Machine, [new SeedFile($"../{Canary}", Canary)], Ct),
            () => PostAsync("/v1/machines/create", $$"""{"machine":"{{ScriptedEngine.Machine}}","{{Canary}}":"{{Canary}}"}"""),
            () => PostAsync("/v1/machines/exec", $$"""{"machine":"{{ScriptedEngine.Machine}}","command":"{{Canary}}"}"""),
            () => PostAsync($"/v1/{Canary}?{Canary}", Canary),
        ];

        foreach (var call in calls)
        {
            await Record.ExceptionAsync(call);
        }

        await Eventually.TrueAsync(() => Guard.Log.All.Count(line => line.Text.Contains(" ms.", StringComparison.Ordinal)) == calls.Length, Ct);
        Assert.DoesNotContain(Canary, Guard.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Guard.Token, Guard.Log.ToString(), StringComparison.Ordinal);
    }

    private async Task PostAsync(string target, string body)
    {
        using var http = Guard.NewHttp();
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri(target, UriKind.Relative), content, Ct);
        Assert.False(response.IsSuccessStatusCode);
    }

    private Task LineAsync(LogLevel level, string pattern) => Eventually.TrueAsync(
        () => Guard.Log.All.Any(line => line.Level == level && System.Text.RegularExpressions.Regex.IsMatch(line.Text, pattern)), Ct, pattern);
}

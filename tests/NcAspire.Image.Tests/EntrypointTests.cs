using NcAspire.Testing;

namespace NcAspire.Image.Tests;

/// <summary>The script that every container of the image runs first.</summary>
public sealed class EntrypointTests(DockerEngine engine) : IClassFixture<DockerEngine>
{
    private const string Record = "/data/.exit-code";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, null, "exit 0")]
    [InlineData(1, null, "exit 1")]
    [InlineData(7, null, "exit 7")]
    [InlineData(0, "78\n", "exit 78")]
    [InlineData(137, null, "kill -s KILL $$")]
    [InlineData(143, null, "kill -s TERM $$")]
    public async Task Every_code_but_the_one_of_a_refused_configuration_is_its_own(int exitCode, string? recorded, string command)
    {
        await using var container = await CreateAsync(command);

        await container.StartAsync();

        Assert.Equal(exitCode, await container.WaitAsync());
        Assert.Equal(recorded, await container.ReadAsync(Record));
    }

    [Fact]
    public async Task An_old_record_is_gone_at_the_next_start()
    {
        await using var container = await CreateAsync($"if [ -e {Record} ]; then exit 3; fi; [ -e /data/second ] || {{ touch /data/second; exit 78; }}");

        await container.StartAsync();
        Assert.Equal(0, await container.WaitAsync());
        Assert.Equal("78\n", await container.ReadAsync(Record));

        await container.StartAsync();
        Assert.Equal(0, await container.WaitAsync());
        Assert.Null(await container.ReadAsync(Record));
    }

    [Fact]
    public async Task A_request_to_end_reaches_the_command_and_its_answer_counts()
    {
        await using var container = await CreateAsync("trap 'echo asked; exit 9' TERM; echo up; while :; do sleep 0.1; done");
        await container.StartAsync();
        await Eventually.SeeAsync(container.LogsAsync, said => said.Contains("up", StringComparison.Ordinal), TimeSpan.FromSeconds(30), Ct);

        await container.StopAsync();

        Assert.Equal(9, await container.WaitAsync());
        Assert.EndsWith("asked\n", await container.LogsAsync(), StringComparison.Ordinal);
    }

    // Without room for the record the engine must see that something is wrong.
    [Fact]
    public async Task A_code_that_can_not_be_recorded_is_passed_on()
    {
        await using var container = await CreateAsync($"mkdir {Record}; exit 78");

        await container.StartAsync();

        Assert.Equal(78, await container.WaitAsync());
    }

    private async Task<ImageContainer> CreateAsync(string command) =>
        await ImageContainer.CreateAsync(engine, await engine.ImageAsync("NC_GATEWAY_IMAGE", Ct), "sh", "-c", command);
}

using Aspire.Hosting.Orchestration;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class LogStoreTests
{
    private readonly LogStore _logs = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\e[1;31mred\e[0m", "red")]
    [InlineData("\e]8;;https://example.org\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e]0;title\arest", "rest")]
    [InlineData("tab\tstays, bell\a goes", "tab\tstays, bell goes")]
    [InlineData("\e", "")]
    public void Escape_sequences_and_control_characters_are_taken_out(string written, string kept)
    {
        _logs.Append("web", written);

        Assert.Equal(kept, Assert.Single(_logs.Tail("web", 1)).Text);
    }

    [Fact]
    public void Only_the_last_lines_of_a_resource_are_kept_and_a_chatty_one_takes_nothing_from_another()
    {
        _logs.Append("web", "the only one");

        for (var number = 1; number <= LogStore.Capacity + 1; number++)
        {
            _logs.Append("functions", $"line {number}");
        }

        var kept = _logs.Tail("functions", int.MaxValue);
        Assert.Equal(LogStore.Capacity, kept.Count);
        Assert.Equal("line 2", kept[0].Text);
        Assert.Single(_logs.Tail("web", 10));
    }

    [Fact]
    public async Task A_reader_that_comes_back_goes_on_after_the_line_it_saw_last()
    {
        _logs.Append("web", "seen");
        _logs.Append("web", "missed");
        await using var lines = _logs.ReadAsync("web", afterId: 1, Ct).GetAsyncEnumerator(Ct);

        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("missed", lines.Current.Text);

        var next = lines.MoveNextAsync();
        _logs.Append("functions", "somebody else's");
        _logs.Append("web", "new");
        Assert.True(await next);
        Assert.Equal("new", lines.Current.Text);
    }
}

using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Orchestration;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class DashboardPageTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Names_are_text_and_never_markup()
    {
        var page = DashboardPage.Render([new ResourceStatus("<script>\"'&", "Project", [])], _now);

        Assert.DoesNotContain("<script>\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "5 s")]
    [InlineData(65, "1 min 5 s")]
    [InlineData(3_725, "1 h 2 min")]
    public void Uptime_reads_well(int seconds, string expected)
    {
        var status = new ResourceStatus("web", "Project", [])
        {
            State = ResourceState.Running,
            StartedAt = _now - TimeSpan.FromSeconds(seconds),
        };

        Assert.Equal(expected, ResourceRow.Of(status, _now).Uptime);
    }
}

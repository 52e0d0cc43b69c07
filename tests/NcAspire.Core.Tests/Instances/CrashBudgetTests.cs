using NcAspire.Core.Instances;

namespace NcAspire.Core.Tests.Instances;

public sealed class CrashBudgetTests
{
    private static readonly CrashBudget _budget = new(Ends: 2, Window: TimeSpan.FromMinutes(10));
    private static readonly DateTimeOffset _start = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_end_after_the_allowed_ones_is_a_loop()
    {
        var first = _budget.Count(default, 1, _start);
        var second = _budget.Count(first, 1, _start.AddMinutes(5));
        var third = _budget.Count(second, 1, _start.AddMinutes(10));

        Assert.Equal([false, false, true], new[] { first, second, third }.Select(_budget.IsExceededBy));
        Assert.Equal(new EndCount(3, _start), third);
    }

    [Fact]
    public void Ends_that_come_together_count_together() => Assert.True(_budget.IsExceededBy(_budget.Count(default, 3, _start)));

    [Fact]
    public void A_gateway_that_outlives_the_window_starts_over()
    {
        var spent = new EndCount(2, _start);

        var later = _budget.Count(spent, 1, _start.AddMinutes(10).AddSeconds(1));

        Assert.Equal(new EndCount(1, _start.AddMinutes(10).AddSeconds(1)), later);
        Assert.False(_budget.IsExceededBy(later));
    }

    [Fact]
    public void A_count_that_was_reset_starts_a_new_window()
    {
        var reset = new EndCount(0, _start);

        Assert.Equal(1, _budget.Count(reset, 1, _start.AddMinutes(1)).Ends);
    }
}

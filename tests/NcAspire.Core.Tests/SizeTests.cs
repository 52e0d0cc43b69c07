namespace NcAspire.Core.Tests;

public sealed class SizeTests
{
    [Theory]
    [InlineData(1L << 30, "1 GiB")]
    [InlineData(1536L << 20, "1.5 GiB")]
    [InlineData(1792L << 20, "1.75 GiB")]
    [InlineData(64L << 30, "64 GiB")]
    [InlineData(1500L << 20, "1500 MiB")]
    [InlineData(768L << 20, "768 MiB")]
    [InlineData((1L << 30) + 1, "1024 MiB")]
    [InlineData(0L, "0 MiB")]
    public void An_amount_of_memory_is_a_short_number(long bytes, string words) => Assert.Equal(words, Size.Of(bytes));
}

using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class StartupTests(EmbeddedPostgres postgres, SchemaTemplate template)
{
    [Theory]
    [InlineData("Machine:MemoryBytes=1073741823", "Machine:MemoryBytes must be at least 1073741824 (1 GiB)")]
    [InlineData("Capacity:ReserveBytes=-1", "Capacity:ReserveBytes can't be negative")]
    [InlineData("Capacity:Overcommit=0", "Capacity:Overcommit takes 0.1 to 10")]
    [InlineData("Ops:TokenHash=secret", "Ops:TokenHash takes the SHA-256 of the operators' token as 64 hexadecimal digits")]
    public async Task A_setting_that_cannot_work_is_refused_with_the_reason(string setting, string reason)
    {
        var database = await template.CopyAsync(postgres, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Api.StartAsync(database, configure: null, setting));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_one_GiB_is_enough()
    {
        var database = await template.CopyAsync(postgres, TestContext.Current.CancellationToken);
        await using var api = await Api.StartAsync(database, configure: null, "Machine:MemoryBytes=1073741824");
        using var ada = await api.SignUpAsync();

        await ada.CreateRunningAsync("ada");

        Assert.Equal(1L << 30, api.Compute.Machines.Single().Value.Spec.MemoryBytes);
    }
}

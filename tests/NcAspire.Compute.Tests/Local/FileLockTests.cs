using NcAspire.Compute.Local;

namespace NcAspire.Compute.Tests.Local;

public sealed class FileLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-lock-").FullName;

    [Fact]
    public async Task One_caller_at_a_time_has_it_and_no_file_stays()
    {
        var path = Path.Combine(_folder, "lock");
        var (inside, most, turns) = (0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, token) =>
        {
            using var held = await FileLock.TakeAsync(path, TimeProvider.System, token);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            turns++;
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });

        Assert.Equal((1, 200), (most, turns));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_that_a_killed_holder_left_is_taken_over()
    {
        var path = Path.Combine(_folder, "lock");
        File.WriteAllText(path, "");

        using var held = FileLock.TryTake(path);

        Assert.NotNull(held);
        Assert.Null(FileLock.TryTake(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

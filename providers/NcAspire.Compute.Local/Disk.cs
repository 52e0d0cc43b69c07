using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>
/// Tells the disk's faults as the port does. The owner reads the sentence, so it has no word of the fault, which names files of
/// the server.
/// </summary>
internal static class Disk
{
    /// <exception cref="ProviderException">Transient when the disk is full or busy, definite when it refuses.</exception>
    public static async Task<T> UseAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (IOException fault)
        {
            throw new ProviderException("The server's disk failed.", isTransient: true, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new ProviderException("The server's disk refused.", isTransient: false, fault);
        }
    }

    /// <inheritdoc cref="UseAsync{T}"/>
    public static Task UseAsync(Func<Task> use) => UseAsync(async () =>
    {
        await use();
        return true;
    });
}

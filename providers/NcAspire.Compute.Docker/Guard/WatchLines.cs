using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Docker.Guard;

/// <summary>
/// Reads the answer of <see cref="GuardVerbs.Watch"/>, line by line: <c>nc-0198f0…</c> is a machine, an empty line a heartbeat,
/// <c>!{"type":"urn:ncaspire:guard:fault",…}</c> the end.
/// </summary>
internal sealed class WatchLines(Stream answer, TimeProvider clock) : IAsyncDisposable
{
    private const int LongestLine = 4096;

    private static readonly TimeSpan _silence = 3 * GuardVerbs.Heartbeat;

    private readonly PipeReader _reader = PipeReader.Create(answer);

    /// <summary>The machines, as they come. There is no other end than a fault or the caller's will.</summary>
    /// <exception cref="ProviderException">As the guard told it, or transient when it fell silent or went away.</exception>
    public async IAsyncEnumerable<string> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadAsync(cancellationToken);
            var rest = read.Buffer;

            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end).ToArray();
                rest = rest.Slice(rest.GetPosition(1, end));

                if (line.Length > 0)
                {
                    yield return line[0] is not (byte)GuardVerbs.WatchFault
                        ? Encoding.UTF8.GetString(line)
                        : throw GuardClient.FaultOf(line.AsSpan(1));
                }
            }

            if (read.IsCompleted || rest.Length > LongestLine)
            {
                throw GuardClient.NoAnswer();
            }

            _reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();

    private async Task<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);

        try
        {
            return await _reader.ReadAsync(either.Token);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw GuardClient.NoAnswer(fault);
        }
    }
}

namespace NcAspire.Testing;

/// <summary>The phone before one gateway: the test scans, waits, and says when WhatsApp connects.</summary>
public sealed class FakePhone
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _code;

    /// <summary>The gateway is ready from its start on, unless the test says otherwise.</summary>
    public bool IsGatewayReady { get; set; } = true;

    /// <summary>The gateway gives no code, with these words.</summary>
    public string? Refusal { get; set; }

    /// <summary>WhatsApp connects as soon as the code is scanned; otherwise when <see cref="Connect"/> says so.</summary>
    public bool ConnectsAtOnce { get; set; } = true;

    /// <summary>The number of the phone.</summary>
    public string Number { get; set; } = "+919876543210";

    /// <summary>The code on the screen, or null.</summary>
    public string? Code => Read(() => IsShown ? CodeOf(_code) : null);

    internal bool IsShown { get; private set; }

    internal bool IsScanned { get; private set; }

    internal bool IsConnected { get; private set; }

    internal bool IsLoggedOut { get; private set; }

    internal int? LastCode { get; private set; }

    internal bool HasGivenUp { get; private set; }

    internal bool IsStale { get; private set; }

    public static string CodeOf(int number) =>
        "data:image/png;base64," + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"code {number:D4}"));

    /// <summary>Another code replaces the one on the screen.</summary>
    public void Rotate() => Change(() => _code++);

    public void Scan() => Change(() =>
    {
        IsShown = false;
        IsScanned = true;
        IsConnected = ConnectsAtOnce;
    });

    public void Connect() => Change(() => (IsConnected, LastCode, HasGivenUp, IsStale) = (true, null, false, false));

    /// <summary>The connection to WhatsApp breaks; the link stays.</summary>
    /// <param name="code">Why, as WhatsApp tells.</param>
    /// <param name="forGood">The gateway does not try again.</param>
    public void Disconnect(int? code = null, bool forGood = false) =>
        Change(() => (IsConnected, LastCode, HasGivenUp) = (false, code, forGood));

    /// <summary>The connection stays up, and nothing comes through it.</summary>
    public void FallSilent() => Change(() => IsStale = true);

    /// <summary>Nobody scanned; the gateway gives the attempt up.</summary>
    public void Expire() => Change(() => IsShown = false);

    /// <summary>The owner removes the device on the phone.</summary>
    public void RemoveDevice() => Change(() => (IsScanned, IsConnected, IsLoggedOut) = (false, false, true));

    internal string Show() => Read(() =>
    {
        if (!IsShown)
        {
            _code++;
            IsShown = true;
        }

        return CodeOf(_code);
    });

    internal void Forget() => Change(() => (IsShown, IsScanned, IsConnected, IsLoggedOut) = (false, false, false, false));

    /// <summary>Completes with the next change; take it before looking.</summary>
    internal Task Changed => Read(() => _changed.Task);

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}

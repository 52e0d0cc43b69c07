namespace NcAspire.Contracts;

/// <summary>Server-sent event names of <c>GET /api/instances/{slug}/events</c>.</summary>
public static class EventNames
{
    /// <summary>Data: <see cref="InstanceResponse"/>. Sent first, and whenever the instance changes.</summary>
    public const string Status = "status";

    /// <summary>Data: <see cref="OperationResponse"/>. Sent as an operation moves through its steps, and once when it ends.</summary>
    public const string Step = "step";

    /// <summary>Data: <see cref="QrEvent"/>. Sent on every new QR code and every change of stage.</summary>
    public const string Qr = "qr";

    /// <summary>Data: <see cref="ConnectedEvent"/>.</summary>
    public const string Connected = "connected";

    /// <summary>Data: <see cref="FailureResponse"/>.</summary>
    public const string Error = "error";

    /// <summary>Data: empty object. The instance is gone; the stream ends after it.</summary>
    public const string Deleted = "deleted";
}

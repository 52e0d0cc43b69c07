using NcAspire.Core.Relay;
using NcAspire.Relay.Answers;
using NcAspire.Relay.Reading;

namespace NcAspire.Relay;

/// <summary>One request that was let in, and what comes of it.</summary>
internal sealed class Call(RelayTarget target, Pass pass)
{
    public RelayTarget Target { get; } = target;

    public Pass Pass { get; } = pass;

    public RequestReader Request { get; } = new(target);

    public AnswerForm Form { get; } = AnswerForm.Of(target.Vendor.Api);

    /// <summary>What went wrong at the vendor or with the account there.</summary>
    public ModelFaultKind? Fault { get; set; }

    /// <summary>The gateway hung up, or did not take the answer.</summary>
    public bool IsGivenUp { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>The timestamp of the first piece of the answer.</summary>
    public long? FirstByteAt { get; set; }
}

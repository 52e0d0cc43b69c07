namespace NcAspire.Contracts;

/// <summary>The WhatsApp side of an instance.</summary>
/// <param name="Owner">E.164 number that the assistant answers; null until set, and then it answers nobody.</param>
/// <param name="Number">One of <see cref="NumberKinds"/>.</param>
/// <param name="State">One of <see cref="WhatsAppStates"/>.</param>
/// <param name="Since">When it came into that state; null while it never changed.</param>
/// <param name="Trouble">What keeps it from working; null when nothing does.</param>
/// <param name="Self">E.164 number that is linked; null when none is.</param>
/// <param name="Link">The current or latest attempt to link, or null.</param>
/// <param name="EveryoneDailyRequests">Everybody may write, and the model is asked so often on a UTC day at most; null: the owner alone is answered.</param>
public sealed record WhatsAppResponse(
    string? Owner,
    [OneOf(typeof(NumberKinds))] string Number,
    [OneOf(typeof(WhatsAppStates))] string State,
    DateTimeOffset? Since,
    LinkTroubleResponse? Trouble,
    string? Self,
    LinkResponse? Link,
    int? EveryoneDailyRequests = null);

using System.Globalization;
using NcAspire.Contracts;

namespace NcAspire.Web.Components.Shared;

/// <summary>
/// The few facts about an instance that decide what its page shows. Every variant of the page is in the markup, each with
/// the test for its moment (<see cref="When"/>); <c>instance.js</c> knows the same facts and tests, so that a change on
/// the server needs neither a reload nor a second copy of the words.
/// </summary>
public sealed class PageState
{
    private readonly SortedDictionary<string, string> _facts;

    private PageState(SortedDictionary<string, string> facts) => _facts = facts;

    public static PageState Of(InstanceResponse instance) => new PageState(new(StringComparer.Ordinal)
    {
        ["status"] = instance.Status,
        ["operation"] = instance.Operation?.Kind ?? "none",
        ["deleting"] = instance.Deleting ? "yes" : "no",
        ["failure"] = instance.Failure is null ? "no" : "yes",
        ["incident"] = instance.Incident is null ? "no" : "yes",
        ["drift"] = instance.Drift is [] ? "no" : "yes",
        ["owner"] = instance.WhatsApp.Owner is null ? "unset" : "set",
        ["access"] = instance.WhatsApp.EveryoneDailyRequests is null ? "owner" : "everyone",
        ["number"] = instance.WhatsApp.Number,
        ["whatsapp"] = instance.WhatsApp.State,
        ["paired"] = IsPaired(instance.WhatsApp.State) ? "yes" : "no",
        ["trouble"] = instance.WhatsApp.Trouble is null ? "no" : "yes",
        ["linked"] = Linked(instance.WhatsApp),
        ["stage"] = Stage(instance.WhatsApp.Link),
    }).With(instance.Channels.SelectMany(Facts));

    /// <summary>The same facts but for one.</summary>
    public PageState With(string fact, string value) =>
        new(new(_facts, StringComparer.Ordinal) { [fact] = value });

    /// <summary>The same facts and some more.</summary>
    public PageState With(IEnumerable<KeyValuePair<string, string>> facts) =>
        facts.Aggregate(this, (state, fact) => state.With(fact.Key, fact.Value));

    /// <summary>
    /// Whether all conditions hold. They are separated by semicolons, their values by commas:
    /// <c>status=running,stopped;operation!=delete</c>.
    /// </summary>
    public bool Matches(string test) => test.Split(';').All(Holds);

    /// <summary>What the script starts from: <c>deleting=no;failure=no;linked=unknown;…</c></summary>
    public override string ToString() =>
        string.Join(';', _facts.Select(fact => string.Create(CultureInfo.InvariantCulture, $"{fact.Key}={fact.Value}")));

    private static IEnumerable<KeyValuePair<string, string>> Facts(ChannelResponse channel) =>
    [
        new(channel.Name, channel.State),
        .. channel.Tokens.Select(token => KeyValuePair.Create(token.Name, token.Last4 is null ? "unset" : "set")),
    ];

    // The code itself comes only by an event: until then there is nothing to scan.
    private static string Stage(LinkResponse? link) => link?.Stage switch
    {
        null => "none",
        LinkStages.Waiting => LinkStages.Starting,
        var stage => stage,
    };

    // Whether a phone keeps this device, whatever its connection is like.
    private static bool IsPaired(string state) =>
        state is not (WhatsAppStates.NotLinked or WhatsAppStates.Linking or WhatsAppStates.LoggedOut);

    private static string Linked(WhatsAppResponse whatsApp) => whatsApp switch
    {
        { Self: null } or { Owner: null } => "unknown",
        { Self: var self, Owner: var owner } => self == owner ? "owner" : "other",
    };

    private bool Holds(string condition) => condition.Split('=') switch
    {
        [[.. var fact, '!'], var values] => !values.Split(',').Contains(_facts[fact]),
        [var fact, var values] => values.Split(',').Contains(_facts[fact]),
        _ => throw new FormatException($"'{condition}' is no condition."),
    };
}

using System.Collections.ObjectModel;
using System.Text.Json;
using NcAspire.Core.Channels;

namespace NcAspire.Store.Postgres.Rows;

/// <summary>What the table has of chats, as JSON objects by the chat's name. Those that are no longer offered are left out.</summary>
internal static class ChannelColumns
{
    private const string Empty = "{}";

    // {"telegram":["123456789"]}
    public static IReadOnlyList<AllowList> ToAllowLists(string json) => json is Empty ? [] :
    [
        .. from list in Read<string[]>(json)
           let channel = ChannelCatalog.Find(list.Key)
           where channel is not null
           select new AllowList(channel, list.Value),
    ];

    // {"telegram":"token-refused"}
    public static IReadOnlyDictionary<ChannelDefinition, ChannelState> ToStates(string json)
    {
        if (json is Empty)
        {
            return ReadOnlyDictionary<ChannelDefinition, ChannelState>.Empty;
        }

        var states = new Dictionary<ChannelDefinition, ChannelState>();
        foreach (var (name, state) in Read<string>(json))
        {
            if (ChannelCatalog.Find(name) is { } channel)
            {
                states[channel] = EnumText.Parse<ChannelState>(state);
            }
        }

        return states;
    }

    public static string ToText(IReadOnlyDictionary<ChannelDefinition, ChannelState> states) =>
        JsonSerializer.Serialize(states.ToDictionary(state => state.Key.Name, state => state.Value.ToText()));

    private static Dictionary<string, T> Read<T>(string json) => JsonSerializer.Deserialize<Dictionary<string, T>>(json) ?? [];
}

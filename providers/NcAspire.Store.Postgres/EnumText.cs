using System.Collections.Frozen;
using System.Text.Json;

namespace NcAspire.Store.Postgres;

/// <summary>States as the tables have them: kebab-case names of the members, e.g. LoggedOut is logged-out.</summary>
internal static class EnumText
{
    public static string ToText<T>(this T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    public static T Parse<T>(string text)
        where T : struct, Enum => Names<T>.ByText[text];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, T> ByText = ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }
}

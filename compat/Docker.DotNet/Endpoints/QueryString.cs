#nullable enable
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Docker.DotNet;

/// <summary>
/// Parameters as the engine wants them in a query: booleans as 1 and 0, lists as a repeated name, maps as JSON
/// (<c>filters={"label":{"k=v":true}}</c>). What is null is left out.
/// </summary>
internal static class QueryString
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> _parameters = new();

    /// <summary>Empty, or starting with a question mark.</summary>
    public static string Of(object? parameters)
    {
        if (parameters is null)
        {
            return "";
        }

        var query = new StringBuilder();
        foreach (var (name, property) in _parameters.GetOrAdd(parameters.GetType(), Find))
        {
            foreach (var value in Values(property.GetValue(parameters)))
            {
                query.Append(query.Length is 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }

    private static IEnumerable<string> Values(object? value) => value switch
    {
        null => [],
        bool flag => [flag ? "1" : "0"],
        string text => [text],
        IEnumerable<string> list => list,
        IEnumerable map => [Encoding.UTF8.GetString(EngineJson.Write(map))],
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
    };

    private static (string Name, PropertyInfo Property)[] Find(Type type) =>
    [
        .. from property in type.GetProperties()
           let parameter = property.GetCustomAttribute<QueryStringParameterAttribute>()
           where parameter is not null
           select (parameter.Name, property),
    ];
}

using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace NcAspire.Functions.Api;

/// <summary>The methods behind the functions of this application, by function name.</summary>
internal static class FunctionCatalog
{
    public static FrozenDictionary<string, MethodInfo> Methods { get; } = typeof(FunctionCatalog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Select(method => (method, function: method.GetCustomAttribute<FunctionAttribute>()))
        .Where(x => x.function is not null)
        .ToFrozenDictionary(x => x.function?.Name ?? x.method.Name, x => x.method);
}

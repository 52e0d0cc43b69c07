using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Accounts;

namespace NcAspire.Functions.Api;

/// <summary>The methods behind the functions of this application, by function name.</summary>
internal static class FunctionCatalog
{
    public static FrozenDictionary<string, MethodInfo> Methods { get; } = typeof(FunctionCatalog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Select(method => (method, function: method.GetCustomAttribute<FunctionAttribute>()))
        .Where(x => x.function is not null)
        .ToFrozenDictionary(x => x.function?.Name ?? x.method.Name, x => x.method);

    /// <summary>Unknown means not anonymous: forgetting the mark closes a function, never opens one.</summary>
    public static bool IsAnonymous(string function) => IsMarked(function, typeof(AllowAnonymousAttribute));

    public static bool IsOperatorOnly(string function) => IsMarked(function, typeof(OperatorOnlyAttribute));

    /// <summary>Whether the audit log tells of a call of this function, which operators make.</summary>
    public static bool IsAudited(string function, string verb) =>
        !HttpMethods.IsGet(verb)
        || (Methods.TryGetValue(function, out var method) && method.GetCustomAttribute<OperatorOnlyAttribute>() is { ReadsPeople: true });

    /// <summary>Null for a function that anybody with a session may call without end.</summary>
    public static Limit? LimitOf(string function) =>
        Methods.TryGetValue(function, out var method) ? method.GetCustomAttribute<LimitedAttribute>()?.Limit : null;

    public static bool IsIdempotent(string function) => IsMarked(function, typeof(IdempotentAttribute));

    public static bool WantsInstances(string function) => IsMarked(function, typeof(WithInstancesAttribute));

    private static bool IsMarked(string function, Type mark) => Methods.TryGetValue(function, out var method) && method.IsDefined(mark);
}

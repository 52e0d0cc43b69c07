using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Azure.Functions.Worker;

namespace NcAspire.Functions.Tests;

/// <summary>Every HTTP function of the application, read from the attributes, but for the one that answers what no other does.</summary>
public static class Routes
{
    public static IReadOnlyList<Route> All { get; } =
    [
        .. from type in typeof(Composition).Assembly.GetExportedTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           let trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)
           where function is not null && trigger is not null && function.Name is not "Fallback"
           from verb in trigger.Methods ?? []
           orderby function.Name
           select new Route(
               function.Name,
               new HttpMethod(verb.ToUpperInvariant()),
               trigger.Route ?? function.Name,
               method.IsDefined(typeof(AllowAnonymousAttribute)),
               method.CustomAttributes.Any(a => a.AttributeType.Name is "OperatorOnlyAttribute"),
               method.CustomAttributes.Any(a => a.AttributeType.Name is "LimitedAttribute")),
    ];

    public static Route Named(string function) => All.Single(r => r.Function == function);

    /// <summary>For theories: the names of the functions that fit.</summary>
    public static TheoryData<string> Where(Func<Route, bool> fits) => [.. All.Where(fits).Select(r => r.Function)];
}

using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Core.Operators;

namespace NcAspire.Functions.Api;

/// <summary>Which methods the API takes at a path, read from the functions' attributes. A closed operators' part is not there.</summary>
public sealed class ApiRoutes(OpsOptions ops)
{
    /// <summary>Stands for every path that no other function has.</summary>
    internal const string Anything = "{*path}";

    private readonly (TemplateMatcher Template, string[] Methods)[] _routes =
    [
        .. from method in FunctionCatalog.Methods.Values
           let trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)
           let route = trigger?.Route
           where route is not null and not Anything && (ops.IsOpen || !method.IsDefined(typeof(OperatorOnlyAttribute)))
           select (new TemplateMatcher(TemplateParser.Parse(route), []), trigger.Methods ?? []),
    ];

    /// <summary>Upper-case methods in order; none when the path is unknown.</summary>
    /// <param name="path">Below the API's prefix, beginning with a slash.</param>
    internal IReadOnlyList<string> MethodsAt(PathString path) =>
    [
        .. _routes.Where(route => route.Template.TryMatch(path, []))
            .SelectMany(route => route.Methods)
            .Select(method => method.ToUpperInvariant())
            .Distinct()
            .Order(),
    ];
}

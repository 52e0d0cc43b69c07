using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>Every function of the application, found by reflection.</summary>
internal sealed class FunctionIndex
{
    private const BindingFlags Methods =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly IReadOnlyList<Function> _functions;

    private FunctionIndex(IReadOnlyList<Function> functions) => _functions = functions;

    public static FunctionIndex Of(IEnumerable<Type> classes)
    {
        var functions = (
            from type in classes
            from method in type.GetMethods(Methods)
            let attribute = method.GetCustomAttribute<FunctionAttribute>()
            where attribute is not null
            orderby attribute.Name
            select new Function(attribute.Name, method)).ToList();

        var twice = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1);
        return twice is null
            ? new FunctionIndex(functions)
            : throw new InvalidOperationException(
                $"The function name '{twice.Key}' is used by {string.Join(" and ", twice.Select(f => f.EntryPoint))}.");
    }

    /// <summary>The assemblies whose triggers the functions use.</summary>
    public IEnumerable<Assembly> Extensions() =>
        _functions.Select(function => function.Trigger.GetType().Assembly).Distinct();

    public IEnumerable<Function> TriggeredBy<T>() where T : TriggerBindingAttribute =>
        _functions.Where(function => function.Trigger is T);
}

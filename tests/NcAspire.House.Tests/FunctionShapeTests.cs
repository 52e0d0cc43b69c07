using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Functions;

namespace NcAspire.House.Tests;

/// <summary>Functions stay inside what the real Azure Functions worker can do, whichever build they run in.</summary>
public sealed partial class FunctionShapeTests
{
    private const string Fallback = "Fallback";

    private static readonly Dictionary<string, MethodInfo> _functions = typeof(Composition).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
        .Where(m => m.IsDefined(typeof(FunctionAttribute)))
        .ToDictionary(m => m.GetCustomAttribute<FunctionAttribute>()?.Name ?? "", StringComparer.OrdinalIgnoreCase);

    public static TheoryData<string> All => [.. _functions.Keys];

    public static TheoryData<string> Http =>
        [.. _functions.Where(f => TriggerOf<HttpTriggerAttribute>(f.Value) is not null).Select(f => f.Key)];

    public static TheoryData<string> Timers =>
        [.. _functions.Where(f => TriggerOf<TimerTriggerAttribute>(f.Value) is not null).Select(f => f.Key)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_function_has_one_trigger_and_stands_in_a_public_sealed_class_with_one_constructor(string name)
    {
        var method = _functions[name];
        var type = method.DeclaringType;
        Assert.NotNull(type);
        Assert.True(method is { IsPublic: true, IsStatic: false } && type is { IsPublic: true, IsSealed: true });
        Assert.Single(type.GetConstructors());
        Assert.All(type.GetConstructors()[0].GetParameters(), p => Assert.False(p.ParameterType.IsValueType || p.HasDefaultValue));
        Assert.Single(method.GetParameters(), p => p.CustomAttributes.Any());
    }

    [Theory]
    [MemberData(nameof(Http))]
    public void An_http_function_takes_only_what_the_real_worker_gives(string name)
    {
        var method = _functions[name];
        var trigger = TriggerOf<HttpTriggerAttribute>(method);
        var route = trigger?.Route;
        Assert.NotNull(trigger);
        Assert.NotNull(route);
        Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        Assert.DoesNotMatch("^(admin|runtime)", route);

        // One function stands for every path and method that no other has.
        if (name is not Fallback)
        {
            Assert.Single(trigger.Methods ?? []);
            Assert.DoesNotMatch("[:?*]", route);
        }

        var keys = Key().Matches(route).Select(m => m.Groups[1].Value).Where(key => !key.StartsWith('*')).ToList();
        foreach (var parameter in method.GetParameters())
        {
            var isKey = parameter.ParameterType == typeof(string) && keys.Remove(parameter.Name ?? "");
            Assert.True(
                isKey
                || parameter.ParameterType == typeof(HttpRequest)
                || parameter.ParameterType == typeof(FunctionContext)
                || parameter.ParameterType == typeof(CancellationToken),
                $"{name} takes {parameter}.");
        }

        Assert.Empty(keys);
        Assert.Contains(method.ReturnType, (Type[])[typeof(IResult), typeof(Task<IResult>)]);
    }

    // Below no prefix it would also take the calls by which the host starts timers: POST /{function}.
    [Fact]
    public void The_function_for_every_path_stays_below_a_prefix()
    {
        Assert.Contains(Fallback, _functions.Keys);
        Assert.Contains("\"routePrefix\": \"api\"", Repository.Read("functions/NcAspire.Functions/host.json"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Timers))]
    public void A_timer_function_takes_the_timer_and_gives_nothing(string name)
    {
        var method = _functions[name];
        Type[] allowed = [typeof(TimerInfo), typeof(FunctionContext), typeof(CancellationToken)];
        Assert.All(method.GetParameters(), p => Assert.Contains(p.ParameterType, allowed));
        Assert.Contains(method.ReturnType, (Type[])[typeof(void), typeof(Task)]);
        Assert.Matches("^(\\S+ ){5}\\S+$", TriggerOf<TimerTriggerAttribute>(method)?.Schedule);
    }

    [Fact]
    public void Every_function_has_a_known_trigger() => Assert.Equal(_functions.Count, Http.Count + Timers.Count);

    private static T? TriggerOf<T>(MethodInfo method)
        where T : Attribute =>
        method.GetParameters().Select(p => p.GetCustomAttribute<T>()).FirstOrDefault(t => t is not null);

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Key();
}

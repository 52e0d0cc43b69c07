using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>A [Function] method and how to call it.</summary>
internal sealed class Function : FunctionDefinition
{
    private readonly MethodInfo _method;
    private readonly ParameterInfo[] _parameters;
    private readonly ParameterInfo _triggerParameter;
    private readonly ObjectFactory? _createInstance;
    private readonly Func<object?, Task<object?>> _complete;

    public Function(string name, MethodInfo method)
    {
        var type = method.DeclaringType
            ?? throw new InvalidOperationException($"The function '{name}' is not a method of a class.");

        _method = method;
        Name = name;
        EntryPoint = $"{type.FullName}.{method.Name}";
        PathToAssembly = type.Assembly.Location;
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {EntryPoint}")).AsSpan(0, 8));

        _parameters = method.GetParameters();
        var triggers = _parameters.Where(p => p.GetCustomAttribute<TriggerBindingAttribute>() is not null).ToList();
        _triggerParameter = triggers is [var only] ? only : throw Refusal("needs exactly one trigger parameter");
        Trigger = _triggerParameter.GetCustomAttribute<TriggerBindingAttribute>()
            ?? throw Refusal("needs exactly one trigger parameter");

        var binding = new TriggerMetadata(ParameterName(_triggerParameter), Trigger.GetType());
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty.Add(binding.Name, binding);

        _createInstance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(type, []);
        (ResultType, _complete) = Completion(method.ReturnType);
    }

    public override string Id { get; }

    public override string Name { get; }

    public override string EntryPoint { get; }

    public override string PathToAssembly { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public TriggerBindingAttribute Trigger { get; }

    /// <summary>What the function gives back once it is complete; null for nothing.</summary>
    public Type? ResultType { get; }

    /// <summary>Refuses a function whose parameters could not be filled when it is called.</summary>
    /// <param name="triggerValue">The type of the value that the trigger gives.</param>
    /// <param name="bindingData">The names of the strings that the trigger gives beside it.</param>
    public void RequireParameters(Type triggerValue, IReadOnlySet<string> bindingData)
    {
        foreach (var parameter in _parameters)
        {
            var type = parameter.ParameterType;
            var fits = parameter == _triggerParameter
                ? type == triggerValue
                : type == typeof(FunctionContext)
                    || type == typeof(CancellationToken)
                    || (type == typeof(string) && bindingData.Contains(ParameterName(parameter)));
            if (!fits)
            {
                throw Refusal($"has a parameter that nothing fills: {type.Name} {parameter.Name}");
            }
        }
    }

    public async Task<object?> ExecuteAsync(Invocation invocation)
    {
        var instance = _createInstance?.Invoke(invocation.InstanceServices, []);
        var arguments = Array.ConvertAll(_parameters, parameter => Argument(parameter, invocation));
        var returned = _method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return await _complete(returned);
    }

    public InvalidOperationException Refusal(string reason) => new($"The function '{Name}' ({EntryPoint}) {reason}.");

    private object? Argument(ParameterInfo parameter, Invocation invocation) => parameter switch
    {
        _ when parameter == _triggerParameter => invocation.TriggerValue,
        { ParameterType: var type } when type == typeof(FunctionContext) => invocation,
        { ParameterType: var type } when type == typeof(CancellationToken) => invocation.CancellationToken,
        _ => invocation.BindingData.GetValueOrDefault(ParameterName(parameter)),
    };

    private (Type?, Func<object?, Task<object?>>) Completion(Type returned)
    {
        if (returned == typeof(Task))
        {
            return (null, CompleteAsync);
        }

        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
        {
            var result = returned.GetGenericArguments()[0];
            Func<object?, Task<object?>> complete = CompleteAsync<object>;
            return (result, complete.Method.GetGenericMethodDefinition()
                .MakeGenericMethod(result)
                .CreateDelegate<Func<object?, Task<object?>>>());
        }

        return returned == typeof(void) || returned.IsValueType
            ? throw Refusal($"returns {returned.Name}; it must return Task, Task<T> or an object")
            : (returned, Task.FromResult);
    }

    private static async Task<object?> CompleteAsync(object? returned)
    {
        await Returned<Task>(returned);
        return null;
    }

    private static async Task<object?> CompleteAsync<T>(object? returned) => await Returned<Task<T>>(returned);

    private static T Returned<T>(object? returned) where T : class =>
        returned as T ?? throw new InvalidOperationException("The function returned null where a task was due.");

    private static string ParameterName(ParameterInfo parameter) => parameter.Name ?? "";
}

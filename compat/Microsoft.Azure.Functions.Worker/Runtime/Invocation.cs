using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Runtime;

/// <summary>One call of one function, with its span and its cancellation; ends when it is disposed.</summary>
internal sealed class Invocation : FunctionContext, IDisposable
{
    private static readonly ActivitySource _source = new("Microsoft.Azure.Functions.Worker");

    private static readonly Func<ILogger, string, string, IDisposable?> _logScope =
        LoggerMessage.DefineScope<string, string>("Function {FunctionName}, invocation {InvocationId}");

    private readonly CancellationTokenSource _cancellation;

    public Invocation(
        Function function, IServiceProvider services, object triggerValue, params ReadOnlySpan<CancellationToken> cancelledBy)
    {
        Function = function;
        InstanceServices = services;
        TriggerValue = triggerValue;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancelledBy);

        Activity = _source.StartActivity($"function {function.Name}");
        Activity?.SetTag("faas.name", function.Name);
        Activity?.SetTag("faas.invocation_id", InvocationId);
    }

    public Function Function { get; }

    public object TriggerValue { get; }

    /// <summary>Strings that the trigger gives by name, such as the parameters of a route.</summary>
    public IReadOnlyDictionary<string, string?> BindingData { get; init; } = new Dictionary<string, string?>();

    public object? Result { get; set; }

    /// <summary>The span of the invocation; null while nobody listens for spans.</summary>
    public Activity? Activity { get; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => Function.Id;

    public override FunctionDefinition FunctionDefinition => Function;

    public override IServiceProvider InstanceServices { get; set; }

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>Puts the function and the invocation on every line that is logged until the result is disposed.</summary>
    public IDisposable? BeginLogScope(ILogger logger) => _logScope(logger, Function.Name, InvocationId);

    public void RecordFailure(Exception exception)
    {
        Activity?.AddException(exception);
        Activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);
    }

    public void Dispose()
    {
        Activity?.Dispose();
        _cancellation.Dispose();
    }
}

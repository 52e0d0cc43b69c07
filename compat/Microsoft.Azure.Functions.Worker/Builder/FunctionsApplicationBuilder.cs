using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Azure.Functions.Worker.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a worker whose functions are the [Function] methods of the assembly named by
/// <see cref="IHostEnvironment.ApplicationName"/> (the entry assembly, unless said otherwise).</summary>
public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middlewares = [];

    internal FunctionsApplicationBuilder(string[] args) => _web = WebApplication.CreateBuilder(args);

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>How calls reach the functions. Whoever listens for them (the web server, later another one) sets it.</summary>
    internal Action<WebApplication>? Listener { get; set; }

    /// <summary>The classes to look for functions in, where that is not the whole application.</summary>
    internal IReadOnlyCollection<Type>? FunctionClasses { get; set; }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middlewares.Add(middleware);
        return this;
    }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <exception cref="InvalidOperationException">A function is declared in a way that cannot run.</exception>
    public IHost Build()
    {
        var functions = FunctionIndex.Of(
            FunctionClasses ?? Assembly.Load(new AssemblyName(Environment.ApplicationName)).GetExportedTypes());

        foreach (var extension in functions.Extensions())
        {
            var type = extension.GetCustomAttribute<WorkerExtensionStartupAttribute>()?.StartupType;
            var startup = type is null ? null : Activator.CreateInstance(type) as WorkerExtensionStartup;
            if (startup is null)
            {
                throw new InvalidOperationException($"{extension.GetName().Name} starts no worker extension.");
            }

            startup.Configure(this);
        }

        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(functions);
        Services.AddSingleton(new InvocationPipeline(_middlewares));

        var application = _web.Build();
        Listener?.Invoke(application);
        return application;
    }
}

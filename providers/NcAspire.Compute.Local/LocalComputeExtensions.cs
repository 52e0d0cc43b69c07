using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

public static class LocalComputeExtensions
{
    /// <summary>
    /// Registers the provider "local" with the options of section <c>Local</c>. Its gateways are processes of this computer:
    /// nothing keeps them from each other and from the developer's files. They outlive this process, and the next one over the
    /// same data path takes them over; they end with the process <see cref="LocalOptions.OwnerPid"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">In Production.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static void AddLocalCompute(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (builder.Environment.IsProduction())
        {
            throw new InvalidOperationException(
                "The backend \"local\" runs gateways without any isolation and is for development only: "
                + "use \"docker\" or \"fly\" in Production, or set DOTNET_ENVIRONMENT to Development.");
        }

        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The backend \"local\" needs Linux or macOS.");
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<LocalOptions>().BindConfiguration(LocalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LocalOptions>, LocalOptionsValidator>();
        builder.Services.AddSingleton<DataFolder>();
        builder.Services.AddSingleton<PortBook>();
        builder.Services.AddSingleton<Launcher>();
        builder.Services.AddSingleton<OneOff>();
        builder.Services.AddSingleton<IComputeProvider, LocalCompute>();
        builder.Services.AddHostedService<OutputTrimmer>();
    }
}

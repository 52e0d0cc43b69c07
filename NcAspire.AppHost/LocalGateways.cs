using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace NcAspire.AppHost;

/// <summary>Gateways as processes of this machine.</summary>
internal static class LocalGateways
{
    /// <summary>Gateways outlive a restart of functions and end with this process: it is their owner.</summary>
    public static IResourceBuilder<ProjectResource> WithLocalGateways(
        this IResourceBuilder<ProjectResource> functions, IDistributedApplicationBuilder builder, string dataFolder)
    {
        var settings = builder.Configuration;
        var owner = WatchOwner.Current();
        var folder = Path.Combine(dataFolder, "local");

        // In an orderly stop they end after functions, which would start them again.
        var gateways = builder.AddExecutable("gateways", "sh", "../providers/NcAspire.Compute.Local", "end-gateways.sh", folder);

        return functions
            .WithEnvironment("Local__OwnerPid", owner.ProcessId.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("Local__OwnerStart", owner.StartTime)
            .WithEnvironment("Local__DataPath", folder)
            .WithEnvironment("Local__NodePath", settings["NC_NODE"])
            .WithEnvironment("Local__OpenClawPath", settings["NC_OPENCLAW"])
            .WithEnvironment("Local__WhatsAppPluginPath", settings["NC_WHATSAPP_PLUGIN"])
            .WaitFor(gateways);
    }
}

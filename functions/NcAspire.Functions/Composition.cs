using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Channels;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Hosts;
using NcAspire.Core.Instances;
using NcAspire.Core.Models;
using NcAspire.Core.Operators;
using NcAspire.Core.Orphans;
using NcAspire.Core.Relay;
using NcAspire.Core.Secrets;
using NcAspire.Core.Telemetry;
using NcAspire.Core.WhatsApp;
using NcAspire.Core.Workflows;
using NcAspire.Functions.Api;
using NcAspire.Functions.Events;
using NcAspire.Functions.Middleware;
using NcAspire.Functions.OpenApi;
using NcAspire.Functions.Workers;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Store.Postgres;
using NcAspire.Vault;
using NcAspire.Vendors;

namespace NcAspire.Functions;

/// <summary>Puts the rooms together. Compute backends and the vault come on top.</summary>
public static class Composition
{
    public static void AddNcAspire(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<ProblemMiddleware>();
        builder.UseMiddleware<AuthenticationMiddleware>();
        builder.UseMiddleware<OperatorMiddleware>();
        builder.UseMiddleware<LimitMiddleware>();
        builder.UseMiddleware<IdempotencyMiddleware>();

        builder.AddServiceDefaults();
        builder.AddNpgsqlDataSource("ncaspire");
        builder.Services.AddPostgresStore();
        builder.Services.AddOpenClawGateway();
        builder.AddVendors();
        builder.Services.AddKeyProbe();
        builder.Services.AddUseCases(builder.Configuration);
        builder.Services.AddWorkers();
        builder.Services.AddSingleton<ClientAddress>();
        builder.Services.AddSingleton<ApiRoutes>();
        builder.Services.AddSingleton<OpenApiDocument>();
        builder.Services.Configure<JsonOptions>(json => Json.Configure(json.SerializerOptions));
    }

    private static void AddUseCases(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions(configuration, new AccountOptions(), "Accounts");
        services.AddOptions(configuration, new LimitOptions(), "Limits");
        services.AddOptions(configuration, new InstanceOptions(), "Instances");
        services.AddOptions(configuration, new LinkOptions(), "Link");
        services.AddOptions(configuration, new MachineOptions(), "Machine");
        services.AddOptions(configuration, new RunnerOptions(), "Runner");
        services.AddOptions(configuration, new CapacityOptions(), "Capacity");
        services.AddOptions(configuration, new OrphanOptions(), "Orphans");
        services.AddOptions(configuration, new OpsOptions(), "Ops");
        services.AddOptions(configuration, new RelayPlace(), "Relay");
        services.AddOptions(configuration, new WatchOptions(), "Watch");
        services.AddOptions(configuration, new ClientAddressOptions(), "ClientAddress");

        services.AddSingleton<Measures>();
        services.AddSingleton<IPasswords, AspNetPasswords>();
        services.AddSingleton<SignUp>();
        services.AddSingleton<LogIn>();
        services.AddSingleton<Authenticate>();
        services.AddSingleton<AuthenticateOperator>();
        services.AddSingleton<VerifyAudit>();

        services.AddSingleton<ComputeProviders>();
        services.AddSingleton<ListRegions>();
        services.AddSingleton<CreateInstance>();
        services.AddSingleton<ChangeInstance>();
        services.AddSingleton<LockAccount>();
        services.AddSingleton<ConfirmPassword>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<RemoveClosedAccounts>();
        services.AddSingleton<CloseAccount>();
        services.AddSingleton<CollectAccountData>();
        services.AddSingleton<SealSecrets>();
        services.AddSingleton<ChangeLlm>();
        services.AddSingleton<CheckKey>();
        services.AddSingleton<CheckMasterKeys>();
        services.AddSingleton<RotateKeys>();
        services.AddSingleton<SecretReader>();
        services.AddSingleton<ChangeChannel>();
        services.AddSingleton<CheckHealth>();
        services.AddSingleton<ObserveInstances>();
        services.AddSingleton<CountInstances>();
        services.AddSingleton<RefreshHosts>();
        services.AddSingleton<ListHosts>();
        services.AddSingleton<SweepOrphans>();

        services.AddSingleton<LinkHandover>();
        services.AddSingleton<LinkRunner>();
        services.AddSingleton<StartLink>();
        services.AddSingleton<WaitLink>();
        services.AddSingleton<Unlink>();

        services.AddSingleton<GatewayReadiness>();
        services.AddSingleton<IssueRelayToken>();
        services.AddSingleton<GatewayAccess>();
        services.AddSingleton<MachineSteps>();
        services.AddSingleton<IWorkflow, ProvisionWorkflow>();
        services.AddSingleton<IWorkflow, RestartWorkflow>();
        services.AddSingleton<IWorkflow, RepairWorkflow>();
        services.AddSingleton<IWorkflow, StopWorkflow>();
        services.AddSingleton<IWorkflow, ConfigureWorkflow>();
        services.AddSingleton<IWorkflow, DeleteWorkflow>();
        services.AddSingleton<WorkflowCatalog>();
        services.AddSingleton<InstanceWatcher>();
        services.AddSingleton<OperationRunner>();
    }

    private static void AddWorkers(this IServiceCollection services)
    {
        services.AddHostedService<VaultCheck>();
        services.AddSingleton<Alarm>();
        services.AddHostedService<OperationWorker>();
        services.AddHostedService<LinkWorker>();
        services.AddHostedService<WatchWorker>();
    }

    private static void AddOptions<T>(this IServiceCollection services, IConfiguration configuration, T options, string section)
        where T : class
    {
        configuration.GetSection(section).Bind(options);

        // Said at startup, in the words of the rule: a value that can't work is found before somebody depends on it.
        var complaints = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), complaints, validateAllProperties: true))
        {
            throw new InvalidOperationException(string.Join(' ', complaints.Select(c => c.ErrorMessage)));
        }

        services.AddSingleton(options);
    }
}

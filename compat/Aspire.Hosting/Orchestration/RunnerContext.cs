using Microsoft.Extensions.Configuration;
using NcAspire.AppHost;

namespace Aspire.Hosting.Orchestration;

/// <summary>What all runners share.</summary>
internal sealed record RunnerContext(
    IConfiguration Configuration,
    LogStore Logs,
    ResourceBoard Board,
    Terminal Terminal,
    TimeProvider Time,
    WatchOwner Owner);

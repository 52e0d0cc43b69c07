using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Local;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.Compute.Tests.Local;

/// <summary>A data folder, an owner, and hosts over them. The owner ends with the test process, and the gateways with it.</summary>
public sealed partial class LocalBackend : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    public LocalBackend()
    {
        // Its standard input is a pipe of this process: however that ends, the read returns.
        Owner = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read _"]) { RedirectStandardInput = true })
            ?? throw new InvalidOperationException("sh did not start.");
        Provider = NewProvider();
    }

    public string DataPath { get; } = Directory.CreateTempSubdirectory("ncaspire-local-").FullName;

    /// <summary>The process that the gateways end with.</summary>
    public Process Owner { get; }

    public IComputeProvider Provider { get; }

    /// <summary>A further provider over the same data, as another process would have.</summary>
    public IComputeProvider NewProvider(params (string Name, string Value)[] settings) =>
        NewHost(settings).Services.GetRequiredService<IComputeProvider>();

    public IHost NewHost(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Local:{setting.Name}", (string?)setting.Value)));
        builder.AddLocalCompute();
        var host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    public string StateFile(string volume, string path) => Path.Combine(DataPath, "volumes", volume, "state", path);

    public string MachineFile(string machine, string file) => Path.Combine(DataPath, "machines", machine, file);

    /// <summary>The pid that stands in the file "watcher" or "gateway" of a machine.</summary>
    public int Pid(string machine, string role) =>
        int.Parse(File.ReadAllText(MachineFile(machine, role)).Split(' ')[0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        var owned = await Provider.ListOwnedAsync(CancellationToken.None);

        foreach (var machine in owned.Where(resource => resource.Kind is OwnedResourceKind.Machine))
        {
            await Provider.DeleteAsync(machine.Name, CancellationToken.None);
        }

        Owner.Kill();
        await Owner.WaitForExitAsync();
        Owner.Dispose();
        _hosts.ForEach(host => host.Dispose());
        Directory.Delete(DataPath, recursive: true);
    }

    private Dictionary<string, string?> Settings()
    {
        var fake = Path.Combine(AppContext.BaseDirectory, "FakeGateway");
        return new Dictionary<string, string?>
        {
            ["Local:DataPath"] = DataPath,
            ["Local:NodePath"] = Toolchain.Node,
            ["Local:OpenClawPath"] = fake,
            ["Local:WhatsAppPluginPath"] = fake,
            ["Local:OwnerPid"] = Owner.Id.ToString(CultureInfo.InvariantCulture),
            ["Local:OwnerStart"] = StartTime(Owner.Id),
        };
    }

    /// <summary>Field 22 of /proc/PID/stat.</summary>
    public static string StartTime(int pid) => Fields(pid)[19];

    public static int Parent(int pid) => int.Parse(Fields(pid)[1], CultureInfo.InvariantCulture);

    /// <summary>0 when there is no such process.</summary>
    public static int Session(int pid) => Fields(pid) is { Length: > 3 } fields ? int.Parse(fields[3], CultureInfo.InvariantCulture) : 0;

    public static long ResidentBytes(int pid) => long.Parse(Fields(pid)[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    /// <summary>False for a zombie too.</summary>
    public static bool Runs(int pid) => Fields(pid) is [not "Z", ..];

    // The fields after the name, which may hold blanks and parentheses; empty when there is no such process.
    private static string[] Fields(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}

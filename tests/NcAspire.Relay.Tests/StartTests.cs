using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Secrets;
using NcAspire.Testing;

namespace NcAspire.Relay.Tests;

/// <summary>The program itself, with master keys that are not the right ones.</summary>
public sealed class StartTests(UsualRelay usual) : IClassFixture<UsualRelay>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_master_key_is_one_sentence_at_the_start()
    {
        await usual.Relay.AddTenantAsync();
        var database = usual.Relay.Services.GetRequiredService<IConfiguration>().GetConnectionString("ncaspire");
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "NcAspire.Relay.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__ncaspire"] = database;
        start.Environment["NC_MASTER_KEY"] = key;
        start.Environment["Relay__Listen__0"] = $"127.0.0.1:{LoopbackPort.Free()}";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("It did not start.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            Assert.Equal(1, process.ExitCode);
            Assert.StartsWith("The master key test, which wraps ", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
            Assert.DoesNotContain(key, errors + await output, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

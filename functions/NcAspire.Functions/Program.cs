using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;
using NcAspire.Functions;
using NcAspire.Vault;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.AddNcAspire();
    builder.AddComputeBackends();
    builder.AddVault();
    builder.Build().Run();
    return 0;
}
catch (Exception refused) when (refused is InvalidOperationException or OptionsValidationException or VaultException or IOException)
{
    // A setting that can't be used, a master key that opens nothing, or an address that is taken: one sentence is all there is to know.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

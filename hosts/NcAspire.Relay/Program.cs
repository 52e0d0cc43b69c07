using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using NcAspire.Core.Secrets;
using NcAspire.Relay;
using NcAspire.Vault;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddVault();
    await using var app = builder.BuildRelay();
    await app.RunAsync();
    return 0;
}
catch (Exception refused) when (refused is InvalidOperationException or OptionsValidationException or VaultException or IOException)
{
    // A setting that can't be used, a master key that opens nothing, or an address that is taken: one sentence is all there is to know.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

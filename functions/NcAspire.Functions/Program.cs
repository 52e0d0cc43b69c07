using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NcAspire.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddNcAspire();
builder.AddComputeBackends();
builder.AddVault();
builder.Build().Run();

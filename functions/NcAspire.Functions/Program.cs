using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using NcAspire.Compute.Local;
using NcAspire.Functions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddNcAspire();
builder.AddLocalCompute();
builder.Build().Run();

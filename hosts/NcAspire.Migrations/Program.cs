using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NcAspire.Migrations;
using NcAspire.Store.Postgres;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();

// Whole scripts otherwise; what was done is said in sentences.
builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
builder.AddNpgsqlDataSource("ncaspire");
builder.Services.AddPostgresMigrations();
builder.Services.AddSingleton<SchemaUpdate>();

using var host = builder.Build();
await host.StartAsync();

var update = host.Services.GetRequiredService<SchemaUpdate>();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var succeeded = await update.ExecuteAsync(stopping);

await host.StopAsync();
return succeeded ? 0 : 1;

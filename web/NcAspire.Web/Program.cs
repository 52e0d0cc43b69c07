using NcAspire.Web;

var builder = WebApplication.CreateBuilder(args);
builder.AddWeb();

var app = builder.Build();
app.UseWeb();
app.Run();

/// <summary>The entry point; public so that tests can start it.</summary>
public sealed partial class Program;

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Postgres;
using Microsoft.Extensions.Configuration;

namespace NcAspire.Compat.Aspire.Tests;

public sealed class AppModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nc-model-");
    private readonly DistributedApplicationBuilder _builder = new([]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_connection_arrives_under_the_names_that_Aspire_gives_it()
    {
        var database = Postgres().AddDatabase("nc-aspire", "ncaspire");
        var project = Project("functions").WithReference(database);

        var variables = await EnvironmentAsync(project);

        var port = variables["NC_ASPIRE_PORT"];
        var password = variables["NC_ASPIRE_PASSWORD"];
        Assert.Equal(
            $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=ncaspire",
            variables["ConnectionStrings__nc-aspire"]);
        Assert.Equal("127.0.0.1", variables["NC_ASPIRE_HOST"]);
        Assert.Equal("postgres", variables["NC_ASPIRE_USERNAME"]);
        Assert.Equal("ncaspire", variables["NC_ASPIRE_DATABASENAME"]);
        Assert.Equal($"postgresql://postgres:{password}@127.0.0.1:{port}/ncaspire", variables["NC_ASPIRE_URI"]);
        Assert.Equal($"jdbc:postgresql://127.0.0.1:{port}/ncaspire", variables["NC_ASPIRE_JDBCCONNECTIONSTRING"]);
    }

    [Fact]
    public async Task A_connection_can_have_another_name_for_who_uses_it()
    {
        var project = Project("functions").WithReference(Postgres().AddDatabase("ncaspire"), connectionName: "main");

        var variables = await EnvironmentAsync(project);

        Assert.Contains("ConnectionStrings__main", variables);
        Assert.Contains("MAIN_HOST", variables);
        Assert.DoesNotContain("ConnectionStrings__ncaspire", variables);
    }

    [Fact]
    public async Task A_service_arrives_under_the_names_that_Aspire_gives_it()
    {
        var functions = Project("functions").WithHttpEndpoint();
        var web = Project("web").WithReference(functions);

        var variables = await EnvironmentAsync(web);

        Assert.Matches("^http://localhost:[0-9]+$", variables["services__functions__http__0"]);
        Assert.Equal(variables["services__functions__http__0"], variables["FUNCTIONS_HTTP"]);
    }

    [Fact]
    public async Task A_project_learns_its_own_port()
    {
        var variables = await EnvironmentAsync(Project("web").WithHttpEndpoint(env: "PORT"));

        Assert.Equal($"http://localhost:{variables["PORT"]}", variables["ASPNETCORE_URLS"]);
    }

    [Fact]
    public async Task What_is_meant_for_the_host_alone_is_not_inherited()
    {
        Environment.SetEnvironmentVariable("ASPIRE_FOR_THE_HOST", "x");
        Environment.SetEnvironmentVariable("NC_WA_SIM_FOR_ALL", "y");

        var variables = await EnvironmentAsync(Project("migrations"));

        Assert.DoesNotContain("ASPIRE_FOR_THE_HOST", variables);
        Assert.DoesNotContain("ASPNETCORE_URLS", variables);
        Assert.Equal("y", variables["NC_WA_SIM_FOR_ALL"]);
    }

    [Fact]
    public async Task Telemetry_has_a_name_always_and_an_address_only_if_one_is_configured()
    {
        var project = Project("web");
        var without = await EnvironmentAsync(project);
        _builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:4317";
        var with = await EnvironmentAsync(project);

        Assert.Equal("web", without["OTEL_SERVICE_NAME"]);
        Assert.StartsWith("service.instance.id=", without["OTEL_RESOURCE_ATTRIBUTES"], StringComparison.Ordinal);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_PROTOCOL", without);
        Assert.Equal("http://localhost:4317", with["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", with["OTEL_EXPORTER_OTLP_PROTOCOL"]);
    }

    [Fact]
    public void What_is_waited_for_stands_first_and_a_database_stands_for_its_server()
    {
        var web = Project("web");
        var functions = Project("functions");
        var postgres = Postgres();
        web.WaitFor(functions);
        functions.WaitFor(postgres.AddDatabase("ncaspire"));

        var order = StartOrder.Of(_builder.Resources).Select(resource => resource.Name);

        Assert.Equal(["postgres", "functions", "web", "ncaspire"], order);
    }

    [Fact]
    public void A_circle_is_named()
    {
        var web = Project("web");
        var functions = Project("functions").WaitFor(web);
        web.WaitForCompletion(functions);

        var fault = Assert.Throws<DistributedApplicationException>(() => StartOrder.Of(_builder.Resources));

        Assert.Equal("These resources wait for each other: web → functions → web.", fault.Message);
    }

    [Fact]
    public void Two_resources_cannot_have_one_name()
    {
        Project("web");

        Assert.Throws<DistributedApplicationException>(() => Project("WEB"));
    }

    [Fact]
    public async Task A_project_that_was_not_built_is_a_sentence()
    {
        var recipe = Project("web").Resource.Annotations.OfType<IProcessRecipe>().Single();

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => recipe.PrepareAsync(_builder.Configuration, _ => { }, Ct));

        Assert.StartsWith("web has not been built: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Projects_are_found_beside_the_host_in_the_same_configuration() =>
        Assert.Equal(
            "/src/artifacts/bin/App.Web/release/App.Web.dll",
            ProjectRecipe.AssemblyPath("/src/artifacts/bin/App.AppHost/release/", "/src/web/App.Web.csproj"));

    [Fact]
    public void The_password_is_made_once_and_readable_by_its_owner_alone()
    {
        var password = new PostgresFolder(_folder.FullName).Password;

        Assert.Equal(32, password.Length);
        Assert.Equal(password, new PostgresFolder(_folder.FullName).Password);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder.FullName, "password")));
    }

    [Fact]
    public void A_lost_password_is_not_replaced_by_one_that_the_data_does_not_know()
    {
        var folder = new PostgresFolder(_folder.FullName);
        Directory.CreateDirectory(folder.Data);
        File.WriteAllText(Path.Combine(folder.Data, "PG_VERSION"), "18");

        var fault = Assert.Throws<DistributedApplicationException>(() => folder.Password);

        Assert.Contains("password is missing", fault.Message, StringComparison.Ordinal);
    }

    private IResourceBuilder<PostgresServerResource> Postgres() =>
        _builder.AddPostgres("postgres").WithDataBindMount(_folder.FullName);

    private IResourceBuilder<ProjectResource> Project(string name) =>
        _builder.AddProject(name, $"{name}/Nothing.csproj", launchProfileName: null);

    private async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(IResourceBuilder<ProjectResource> project)
    {
        await PortAllocation.AllocateAsync(_builder.Resources, TimeProvider.System, Ct);
        return await ChildEnvironment.ForAsync(project.Resource, _builder.Configuration, Ct);
    }
}

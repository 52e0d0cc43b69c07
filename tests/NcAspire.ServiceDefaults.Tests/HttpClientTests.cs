using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace NcAspire.ServiceDefaults.Tests;

public sealed class HttpClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https+http://functions/api/me?x=1")]
    [InlineData("http://functions/api/me?x=1")]
    public async Task A_service_is_found_by_its_name(string address)
    {
        var network = new Network(HttpStatusCode.OK);
        using var host = Build(network, ("services:functions:http:0", "http://localhost:7071"));

        using var response = await Client(host).GetAsync(new Uri(address), Ct);

        Assert.Equal(["GET http://localhost:7071/api/me?x=1"], network.Requests);
    }

    [Fact]
    public async Task The_first_scheme_that_has_an_address_is_taken()
    {
        var network = new Network(HttpStatusCode.OK);
        using var host = Build(
            network,
            ("services:functions:http:0", "http://localhost:7071"),
            ("services:functions:https:0", "https://localhost:7072"));

        using var response = await Client(host).GetAsync(new Uri("https+http://functions/"), Ct);

        Assert.Equal(["GET https://localhost:7072/"], network.Requests);
    }

    [Fact]
    public async Task An_ordinary_address_stays_as_it_is()
    {
        var network = new Network(HttpStatusCode.OK);
        using var host = Build(network);

        using var response = await Client(host).GetAsync(new Uri("http://10.0.0.7:18789/readyz"), Ct);

        Assert.Equal(["GET http://10.0.0.7:18789/readyz"], network.Requests);
    }

    [Fact]
    public async Task An_unknown_service_is_named()
    {
        using var host = Build(new Network());

        var fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => Client(host).PostAsync(new Uri("https+http://functions/"), null, Ct));

        Assert.Contains("'functions'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_GET_that_nobody_answered_is_repeated(HttpStatusCode unanswered)
    {
        var network = new Network(unanswered, HttpStatusCode.OK);
        using var host = Build(network);

        using var response = await Client(host).GetAsync(new Uri("http://service/"), Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, network.Requests.Count);
    }

    [Theory]
    [InlineData("POST", HttpStatusCode.BadGateway)]
    [InlineData("DELETE", HttpStatusCode.BadGateway)]
    [InlineData("GET", HttpStatusCode.ServiceUnavailable)]
    [InlineData("GET", HttpStatusCode.InternalServerError)]
    public async Task What_may_have_had_an_effect_or_is_an_answer_is_not_repeated(string method, HttpStatusCode answer)
    {
        var network = new Network(answer);
        using var host = Build(network);

        using var request = new HttpRequestMessage(new HttpMethod(method), "http://service/");
        using var response = await Client(host).SendAsync(request, Ct);

        Assert.Equal(answer, response.StatusCode);
        Assert.Single(network.Requests);
    }

    private static HttpClient Client(IHost host) => host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

    private static IHost Build(Network network, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.AddServiceDefaults();
        builder.Services.AddHttpClient("any").ConfigurePrimaryHttpMessageHandler(() => network);
        return builder.Build();
    }

    /// <summary>Gives the answers in their order; a request too many fails.</summary>
    private sealed class Network(params HttpStatusCode[] answers) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri}");
            return Task.FromResult(new HttpResponseMessage(answers[Requests.Count - 1]));
        }
    }
}

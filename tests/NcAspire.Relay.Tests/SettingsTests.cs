using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Secrets;

namespace NcAspire.Relay.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Vendors:openai:Address", "http://models.example/v1", "Vendors:openai:Address is without TLS")]
    [InlineData("Vendors:openai:Address", "ftp://models.example/v1", "Vendors:openai:Address takes an address")]
    [InlineData("Vendors:openai:Address", "https://user:word@models.example/v1", "Vendors:openai:Address takes an address")]
    [InlineData("Vendors:openai:Address", "https://models.example/v1?key=1", "Vendors:openai:Address takes an address")]
    [InlineData("Vendors:opnai:Address", "https://models.example/v1", "Vendors:opnai names no vendor")]
    [InlineData("Relay:DailyRequests", "0", "Relay:DailyRequests takes 1 or more.")]
    [InlineData("Relay:CacheAge", "00:02:00", "Relay:CacheAge takes at most 1 minute.")]
    [InlineData("Relay:FirstByteTimeout", "00:00:00", "Relay:FirstByteTimeout takes")]
    [InlineData("Relay:ConnectionsPerAddress", "0", "Relay:ConnectionsPerAddress takes 1 or more.")]
    [InlineData("Relay:KeepAliveTimeout", "00:10:00", "Relay:KeepAliveTimeout takes 1 second to 5 minutes.")]
    [InlineData("Relay:RetryFor", "02:00:00", "Relay:RetryFor takes at most 1 hour.")]
    [InlineData("Relay:Listen:0", "everywhere:7080", "Relay:Listen takes addresses")]
    public void A_setting_that_can_t_be_used_is_told_at_the_start(string name, string value, string sentence)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Build("Production", (name, value)));
        Assert.StartsWith(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", "https://models.example/v1", "false")]
    [InlineData("Production", "http://127.0.0.1:9000/v1", "false")]
    [InlineData("Production", "http://models.example/v1", "true")]
    [InlineData("Development", "http://models.example/v1", "false")]
    public async Task An_address_without_TLS_needs_a_reason(string environment, string address, string allow) =>
        await Build(environment, ("Vendors:openai:Address", address), ("Vendors:openai:AllowHttp", allow)).DisposeAsync();

    [Fact]
    public void It_listens_on_an_address_that_is_not_there_yet()
    {
        // RFC 5737: nobody has it.
        var nowhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        using var usual = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => usual.Bind(nowhere));

        using var free = ListenSocket.Bind(nowhere);
        free.Listen();
        Assert.True(free.IsBound);
    }

    private static WebApplication Build(string environment, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["ConnectionStrings:ncaspire"] = "Host=127.0.0.1";
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Services.AddSingleton<IMasterKeys, NoKeys>();
        return builder.BuildRelay();
    }

    private sealed class NoKeys : IMasterKeys
    {
        public ValueTask<MasterKey> CurrentAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<MasterKey> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

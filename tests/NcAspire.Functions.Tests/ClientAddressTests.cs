using System.Net;
using Microsoft.AspNetCore.Http;
using NcAspire.Functions.Api;

namespace NcAspire.Functions.Tests;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.7", null, "203.0.113.7")]
    [InlineData("203.0.113.7", "192.0.2.1", "203.0.113.7")]
    [InlineData("203.0.113.7", "127.0.0.1, 10.1.2.3", "203.0.113.7")]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData("::1", null, "::1")]
    [InlineData("127.0.0.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:127.0.0.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("10.1.2.3", "192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:10.1.2.3", "192.0.2.1", "192.0.2.1")]
    [InlineData("10.1.2.3", "6.6.6.6, 192.0.2.1, 10.9.9.9", "192.0.2.1")]
    [InlineData("10.1.2.3", "6.6.6.6, 192.0.2.1", "192.0.2.1")]
    [InlineData("10.1.2.3", "10.0.0.1, 10.0.0.2", "10.0.0.1")]
    [InlineData("10.1.2.3", "garbage", "10.1.2.3")]
    [InlineData("10.1.2.3", "192.0.2.1, garbage", "10.1.2.3")]
    [InlineData("10.1.2.3", "", "10.1.2.3")]
    [InlineData("11.1.2.3", "192.0.2.1", "11.1.2.3")]
    [InlineData("10.1.2.3", "::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2::/64")]
    [InlineData("10.1.2.3", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fd00::1", "2001:db8::1", "2001:db8::/64")]
    public void The_client_is_whom_the_last_trusted_proxy_saw(string peer, string? forwarded, string client)
    {
        var options = new ClientAddressOptions();
        options.TrustedProxies.Add("10.0.0.0/8");
        options.TrustedProxies.Add("fd00::/8");
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        if (forwarded is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        Assert.Equal(client, new ClientAddress(options).Of(context));
    }
}

using NcAspire.Compute.Local;

namespace NcAspire.Compute.Tests.Local;

public sealed class GatewayEnvironmentTests
{
    [Theory]
    [InlineData("http://ada:secret@proxy.example:3128/", "http://proxy.example:3128/")]
    [InlineData("http://ada:s/e@c://ret@proxy.example:3128", "http://proxy.example:3128")]
    [InlineData("ada:secret@proxy.example:3128", "proxy.example:3128")]
    [InlineData("ada:se://cret@proxy.example:3128", "proxy.example:3128")]
    [InlineData("socks5://proxy.example:1080", "socks5://proxy.example:1080")]
    [InlineData("proxy.example:3128", "proxy.example:3128")]
    public void A_proxy_is_handed_on_without_who_the_developer_is_to_it(string inherited, string handedOn) =>
        Assert.Equal(handedOn, GatewayEnvironment.WithoutUserInfo(inherited));
}

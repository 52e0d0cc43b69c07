using NcAspire.Core.Gateways;
using NcAspire.Core.WhatsApp;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>Links a simulated phone to a real gateway, and unlinks it in every way there is.</summary>
[Collection<OneLiveGateway>]
public sealed class WhatsAppLinkTests(LiveGateway live) : IAsyncLifetime
{
    private static readonly TimeSpan _start = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await live.UnlinkAsync(Ct);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_phone_can_read_the_code()
    {
        var code = await QrDecoder.ReadAsync(await ShowAsync(), Ct);

        // 2@<ref>,<noise key>,<identity key>,<secret>
        Assert.StartsWith("2@", code, StringComparison.Ordinal);
        Assert.Equal(4, code.Split(',').Length);
    }

    [Fact]
    public async Task Asking_again_shows_the_same_code() => Assert.Equal(await ShowAsync(), await ShowAsync());

    [Theory]
    [InlineData("unreachable", "getaddrinfo EAI_AGAIN")]
    [InlineData("timeout", "Timed out waiting for WhatsApp QR")]
    public async Task A_start_without_a_code_is_a_failure_with_the_gateways_words(string how, string words)
    {
        await live.Phone.SetAsync(new { fail = how }, Ct);

        var start = await live.Gateway.StartLoginAsync(live.Endpoint, TimeSpan.FromSeconds(5), Ct);

        Assert.Contains(words, Assert.IsType<QrStart.Failed>(start).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_rotate_while_nobody_scans()
    {
        await live.Phone.SetAsync(new { qrRefreshMs = 300 }, Ct);
        var first = await ShowAsync();

        var second = Assert.IsType<QrWait.Rotated>(await WaitAsync(first, _long)).QrDataUrl;

        Assert.NotEqual(await QrDecoder.ReadAsync(first, Ct), await QrDecoder.ReadAsync(second, Ct));
    }

    [Fact]
    public async Task A_wait_that_nobody_scans_in_says_so() =>
        Assert.IsType<QrWait.StillWaiting>(await WaitAsync(await ShowAsync(), _short));

    [Fact]
    public async Task A_scan_links_and_connects_the_phone()
    {
        await LinkAsync();

        Assert.Equal("+15550001111", (await ConnectedAsync()).Self);
        Assert.IsType<QrStart.AlreadyLinked>(await live.Gateway.StartLoginAsync(live.Endpoint, _start, Ct));
    }

    [Fact]
    public async Task A_scan_during_the_wait_ends_it()
    {
        var waiting = WaitAsync(await ShowAsync(), _long);

        await live.Phone.ScanAsync(Ct);

        Assert.IsType<QrWait.Linked>(await waiting);
    }

    [Fact]
    public async Task A_wait_whose_good_answer_was_lost_still_learns_of_it()
    {
        await LinkAsync();

        Assert.IsType<QrWait.Linked>(await WaitAsync(null, _short));
    }

    [Fact]
    public async Task An_attempt_expires()
    {
        await live.Phone.SetAsync(new { loginTtlMs = 300 }, Ct);
        await ShowAsync();

        await Eventually.SeeAsync(() => WaitAsync(null, _short), wait => wait is QrWait.Expired, _long, Ct);
    }

    [Fact]
    public async Task Waiting_without_an_attempt_is_an_expired_one() =>
        Assert.IsType<QrWait.Expired>(await WaitAsync(null, _short));

    [Fact]
    public async Task Logging_out_forgets_the_phone_and_can_be_repeated()
    {
        await LinkAsync();

        await live.Gateway.LogoutAsync(live.Endpoint, Ct);
        await live.Gateway.LogoutAsync(live.Endpoint, Ct);

        var report = await live.Gateway.WhatsAppAsync(live.Endpoint, Ct);
        Assert.False(report.Linked);
        Assert.False(report.LoggedOut);
        Assert.Null(report.Self);
    }

    [Fact]
    public async Task A_phone_that_removes_the_device_is_reported_until_it_is_linked_again()
    {
        await LinkAsync();
        await ConnectedAsync();

        await live.Phone.DisconnectAsync(LinkTroubles.LoggedOut, forGood: false, Ct);

        var report = await Eventually.SeeAsync(ReportAsync, it => it.LoggedOut, _long, Ct);
        Assert.False(report.Linked);
        Assert.NotNull(report.LastError);
        await LinkAsync();
        Assert.False((await ConnectedAsync()).LoggedOut);
    }

    [Fact]
    public async Task A_link_that_is_taken_over_does_not_make_the_gateway_unready()
    {
        await LinkAsync();
        await ConnectedAsync();

        await live.Phone.DisconnectAsync(LinkTroubles.Replaced, forGood: false, Ct);

        // The gateway itself says that it is not ready then.
        using var http = new HttpClient();
        await Eventually.SeeAsync(
            async () => (int)(await http.GetAsync(new Uri(live.Process.Address, "/readyz"), Ct)).StatusCode,
            status => status == 503,
            _long,
            Ct);

        Assert.True((await live.Gateway.ProbeAsync(live.Endpoint, Ct)).Ready);
        Assert.Equivalent(new { Linked = true, Connected = false, LoggedOut = false }, await ReportAsync());
    }

    [Theory]
    [InlineData(LinkTroubles.LoggedOut, false, WhatsAppState.LoggedOut)]
    [InlineData(LinkTroubles.Replaced, false, WhatsAppState.Replaced)]
    [InlineData(LinkTroubles.Forbidden, true, WhatsAppState.Blocked)]
    [InlineData(LinkTroubles.Unavailable, true, WhatsAppState.RestartNeeded)]
    public async Task An_end_for_good_is_told_with_its_reason(int code, bool forGood, WhatsAppState state)
    {
        await LinkAsync();
        await ConnectedAsync();

        await live.Phone.DisconnectAsync(code, forGood, Ct);

        Assert.Equal(code, (await Eventually.SeeAsync(ReportAsync, it => it.State == state, _long, Ct)).Code);
    }

    [Fact]
    public async Task An_interruption_is_told_with_its_reason_until_it_is_over()
    {
        await LinkAsync();
        int[] codes =
        [
            LinkTroubles.TimedOut, LinkTroubles.Closed, LinkTroubles.Silent, LinkTroubles.BadSession, LinkTroubles.Unavailable,
            LinkTroubles.RestartRequired,
        ];
        foreach (var code in codes)
        {
            await ConnectedAsync();
            await live.Phone.DisconnectAsync(code, forGood: false, Ct);
            await Eventually.SeeAsync(ReportAsync, it => (it.State, it.Code) == (WhatsAppState.Reconnecting, code), _long, Ct);
            await live.Phone.ReconnectAsync(Ct);
        }

        await ConnectedAsync();
        await live.Phone.DisconnectAsync(LinkTroubles.Forbidden, forGood: false, Ct);
        await Eventually.SeeAsync(ReportAsync, it => it.State is WhatsAppState.Blocked, _long, Ct);
        await live.Phone.ReconnectAsync(Ct);
        Assert.Null((await ConnectedAsync()).Code);
    }

    [Fact]
    public async Task A_connection_that_only_looks_fine_is_not_called_connected()
    {
        await LinkAsync();
        await ConnectedAsync();

        await live.Phone.FallSilentAsync(Ct);

        var report = await Eventually.SeeAsync(ReportAsync, it => it.State is WhatsAppState.Reconnecting, _long, Ct);
        Assert.True(report.Connected);
        Assert.Equal(LinkTroubles.Silent, report.Code);
        await live.Phone.ReconnectAsync(Ct);
        await Eventually.SeeAsync(ReportAsync, it => it.State is WhatsAppState.Connected, _long, Ct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_link_survives_the_gateways_end(bool killed)
    {
        await LinkAsync();

        await (killed ? live.Process.KillAsync() : live.Process.StopAsync());
        Assert.False((await live.Gateway.ProbeAsync(live.Endpoint, Ct)).Live);
        await live.Process.StartAsync(Ct);
        await live.ReadyAsync(Ct);

        Assert.Equal("+15550001111", (await ConnectedAsync()).Self);
    }

    private async Task<string> ShowAsync() =>
        Assert.IsType<QrStart.Shown>(await live.Gateway.StartLoginAsync(live.Endpoint, _start, Ct)).QrDataUrl;

    private Task<QrWait> WaitAsync(string? current, TimeSpan timeout) =>
        live.Gateway.WaitLoginAsync(live.Endpoint, current, timeout, Ct);

    private async Task LinkAsync()
    {
        var code = await ShowAsync();
        await live.Phone.ScanAsync(Ct);
        Assert.IsType<QrWait.Linked>(await WaitAsync(code, _long));
    }

    private Task<WhatsAppReport> ReportAsync() => live.Gateway.WhatsAppAsync(live.Endpoint, Ct);

    private Task<WhatsAppReport> ConnectedAsync() =>
        Eventually.SeeAsync(ReportAsync, it => it is { Linked: true, Connected: true }, _long, Ct);
}

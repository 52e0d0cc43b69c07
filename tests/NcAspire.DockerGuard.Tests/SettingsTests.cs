using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard.Tests;

/// <summary>The guard does not start half open: each wrong setting is one sentence.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-settings-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http://0.0.0.0:7073")]
    [InlineData("http://*:7073")]
    [InlineData("http://+:7073")]
    [InlineData("http://[::]:7073")]
    [InlineData("http://10.0.0.1:7073")]
    [InlineData("http://example.org:7073")]
    [InlineData("http://127.0.0.1.example.org:7073")]
    [InlineData("http://user@127.0.0.1:7073")]
    [InlineData("http://127.0.0.1:7073/path")]
    [InlineData("http://127.0.0.1:7073/?query")]
    [InlineData("https://127.0.0.1:7073")]
    [InlineData("tcp://127.0.0.1:7073")]
    [InlineData("127.0.0.1:7073")]
    [InlineData("unix://")]
    [InlineData("unix:///")]
    [InlineData("unix://host/run/guard.sock")]
    [InlineData("unix:///run/../etc/guard.sock")]
    [InlineData("unix:///run//guard.sock")]
    [InlineData("/run/guard.sock")]
    public async Task An_address_that_others_could_reach_is_refused(string address)
    {
        Assert.Equal(
            ["Guard:Address must be a loopback address such as http://127.0.0.1:7073 or a socket such as unix:///run/ncaspire/guard.sock."],
            await RefusalsAsync(("Guard:Address", address)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:7073", "http://127.0.0.1:7073")]
    [InlineData("http://127.9.9.9:1", "http://127.9.9.9:1")]
    [InlineData("http://[::1]:7073", "http://[::1]:7073")]
    [InlineData("http://localhost:7073", "http://127.0.0.1:7073")]
    [InlineData("unix:///run/guard.sock", "unix:///run/guard.sock")]
    public void An_address_of_this_computer_is_taken(string text, string meaning) =>
        Assert.Equal(meaning, GuardAddress.TryParse(text)?.ToString());

    [Fact]
    public async Task A_token_is_needed()
    {
        foreach (var path in (string[])["", "token"])
        {
            Assert.Equal(
                ["Guard:TokenPath must be the absolute path of a file with the guard's token."], await RefusalsAsync(("Guard:TokenPath", path)));
        }

        Assert.Contains("there is none at", Assert.Single(await RefusalsAsync(("Guard:TokenPath", Path.Combine(_folder, "none")))));
        Assert.Contains("there is none at", Assert.Single(await RefusalsAsync(("Guard:TokenPath", _folder))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcde\n")]
    [InlineData("0123456789abcdef 0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef\nsecond line")]
    [InlineData("0123456789abcdef0123456789abcdé")]
    public async Task A_token_that_is_none_is_refused(string text)
    {
        var refusal = Assert.Single(await RefusalsAsync(("Guard:TokenPath", TokenFile(text, "600"))));

        Assert.Contains("which holds no token", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_a_megabyte_is_refused() => Assert.Contains(
        "which holds no token", Assert.Single(await RefusalsAsync(("Guard:TokenPath", TokenFile(new string('x', 1 << 20), "600")))));

    [Theory]
    [InlineData("604")]
    [InlineData("644")]
    [InlineData("602")]
    [InlineData("620")]
    [InlineData("601")]
    [InlineData("666")]
    public async Task A_token_that_others_may_read_or_change_is_refused(string mode) => Assert.Contains(
        "others may read or change", Assert.Single(await RefusalsAsync(("Guard:TokenPath", TokenFile(Secret, mode)))));

    [Theory]
    [InlineData("600")]
    [InlineData("640")]
    [InlineData("400")]
    public async Task A_private_token_is_taken(string mode) =>
        await (await TestGuard.StartAsync(new ScriptedEngine(), isSocket: false, ("Guard:TokenPath", TokenFile(Secret, mode)))).DisposeAsync();

    [Theory]
    [InlineData("Guard:MaxMemoryBytes", "1000")]
    [InlineData("Guard:MaxInstances", "0")]
    [InlineData("Guard:MaxCpus", "0")]
    [InlineData("Guard:MaxWait", "01:00:00")]
    public async Task A_limit_out_of_bounds_is_refused(string setting, string value) =>
        Assert.StartsWith($"{setting} must be between", Assert.Single(await RefusalsAsync((setting, value))), StringComparison.Ordinal);

    // Every other way of telling Kestrel where to listen.
    [Theory]
    [InlineData("Kestrel:Endpoints:Open:Url", "http://0.0.0.0:0")]
    [InlineData("urls", "http://0.0.0.0:0")]
    [InlineData("http_ports", "0")]
    [InlineData("preferHostingUrls", "true")]
    public async Task Nothing_opens_a_second_door(string setting, string value)
    {
        await using var guard = await TestGuard.StartAsync(
            new ScriptedEngine(), isSocket: false, (setting, value), ("ASPNETCORE_URLS", "http://0.0.0.0:0"));

        Assert.StartsWith("http://127.0.0.1:", guard.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_and_group_alone_may_connect_to_the_socket()
    {
        await using var guard = await TestGuard.StartAsync(new ScriptedEngine(), isSocket: true);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(guard.Address["unix://".Length..]));
    }

    [Fact]
    public async Task A_socket_where_somebody_listens_is_left_alone()
    {
        await using var first = await TestGuard.StartAsync(new ScriptedEngine(), isSocket: true);

        var refusal = await Assert.ThrowsAnyAsync<IOException>(() => TestGuard.StartAsync(new ScriptedEngine(), first));

        Assert.Contains("another process listens already", refusal.Message, StringComparison.Ordinal);
        await first.Provider.CapacityAsync(Ct);
    }

    [Fact]
    public async Task A_file_that_is_no_socket_is_left_alone()
    {
        var file = Path.Combine(_folder, "precious");
        await File.WriteAllTextAsync(file, "precious", Ct);

        var refusal = await Assert.ThrowsAnyAsync<IOException>(() =>
            TestGuard.StartAsync(new ScriptedEngine(), isSocket: true, ("Guard:Address", $"unix://{file}")));

        Assert.Contains("can't be replaced", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(file, Ct));
    }

    private static async Task<IEnumerable<string>> RefusalsAsync(params (string Name, string Value)[] settings) =>
        (await Assert.ThrowsAsync<OptionsValidationException>(() =>
            TestGuard.StartAsync(new ScriptedEngine(), isSocket: false, settings))).Failures;

    private string TokenFile(string text, string mode)
    {
        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(mode, 8));
        return file;
    }
}

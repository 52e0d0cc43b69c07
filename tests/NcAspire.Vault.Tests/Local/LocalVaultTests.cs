using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Secrets;
using NcAspire.Vault.Local;

namespace NcAspire.Vault.Tests.Local;

public sealed class LocalVaultTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vault");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_key_of_the_environment_is_the_current_one_and_its_id_says_nothing_of_it()
    {
        var value = RandomNumberGenerator.GetBytes(32);

        var key = await Keys(("NC_MASTER_KEY", $" {Convert.ToBase64String(value)}\n")).CurrentAsync(Ct);

        Assert.Equal(value, key.Value.ToArray());
        Assert.Equal($"local-{Convert.ToHexStringLower(SHA256.HashData(value))[..16]}", key.Id);
        Assert.Equal(key.Id, key.ToString());
    }

    [Fact]
    public async Task Keys_come_from_files_too_and_earlier_ones_are_found_by_their_ids()
    {
        var (current, first, second, third) = (New(), New(), New(), New());
        var keys = Keys(
            ("Vault:KeyPath", FileWith(current)),
            ("Vault:PreviousKeyPaths:0", FileWith(first)),
            ("Vault:PreviousKeyPaths:1", FileWith(current)),
            ("NC_MASTER_KEY_PREVIOUS", $"{second} , {third},"));

        Assert.Equal(current, Convert.ToBase64String((await keys.CurrentAsync(Ct)).Value.Span));
        foreach (var text in (string[])[current, first, second, third])
        {
            var id = (await Keys(("NC_MASTER_KEY", text)).CurrentAsync(Ct)).Id;
            Assert.Equal(text, Convert.ToBase64String((await keys.FindAsync(id, Ct)).Value.Span));
        }
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_definite()
    {
        var keys = Keys(("NC_MASTER_KEY", New()));

        var fault = await Assert.ThrowsAsync<VaultException>(async () => await keys.FindAsync("local-0123456789abcdef", Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("local-0123456789abcdef is not configured", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_key_there_is_no_start(string? nothing)
    {
        foreach (var environment in (string[])[Environments.Production, Environments.Development])
        {
            var fault = Assert.Throws<InvalidOperationException>(() => Host(environment, ("NC_MASTER_KEY", nothing), ("Vault:KeyPath", nothing)));
            Assert.StartsWith("There is no master key", fault.Message, StringComparison.Ordinal);
            Assert.Contains("NC_MASTER_KEY", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("not base64, canary")]
    [InlineData("Y2FuYXJ5")]
    [InlineData("Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFyeS1jYW5hcnk=")]
    [InlineData("Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNh Y2Fu")]
    public void What_is_no_key_is_refused_and_never_repeated(string text)
    {
        var path = FileWith(text);
        foreach (var setting in (string[])["NC_MASTER_KEY", "Vault:KeyPath", "NC_MASTER_KEY_PREVIOUS", "Vault:PreviousKeyPaths:0"])
        {
            List<(string, string?)> settings = [(setting, setting.Contains("Path", StringComparison.Ordinal) ? path : text)];
            if (setting.Contains("revious", StringComparison.OrdinalIgnoreCase))
            {
                settings.Add(("NC_MASTER_KEY", New()));
            }

            var fault = Assert.Throws<InvalidOperationException>(() => Keys([.. settings]));

            Assert.Contains(setting.Replace(":0", "", StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
            Assert.Contains("base64 of 32 bytes", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(text, fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_current_keys_are_none()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Keys(("NC_MASTER_KEY", New()), ("Vault:KeyPath", FileWith(New()))));

        Assert.StartsWith("Both NC_MASTER_KEY and Vault:KeyPath", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_read_is_refused(UnixFileMode more)
    {
        var path = FileWith(New());
        File.SetUnixFileMode(path, Private | more);

        var fault = Assert.Throws<InvalidOperationException>(() => Keys(("Vault:KeyPath", path)));

        Assert.Contains("chmod 0600", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Keys(("Vault:KeyPath", "/nowhere/master")));

        Assert.Contains("\"/nowhere/master\"", fault.Message, StringComparison.Ordinal);
    }

    private static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static IMasterKeys Keys(params (string Name, string? Value)[] settings) => Host(Environments.Production, settings);

    private static IMasterKeys Host(string environment, params (string Name, string? Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));
        builder.AddLocalVault();
        using var host = builder.Build();
        return host.Services.GetRequiredService<IMasterKeys>();
    }

    private string FileWith(string text)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text + "\n");
        File.SetUnixFileMode(path, Private);
        return path;
    }
}

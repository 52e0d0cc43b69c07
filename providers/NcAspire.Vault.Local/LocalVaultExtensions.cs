using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NcAspire.Core.Secrets;

namespace NcAspire.Vault.Local;

public static class LocalVaultExtensions
{
    private const string Key = "NC_MASTER_KEY";
    private const string PreviousKeys = "NC_MASTER_KEY_PREVIOUS";
    private const string KeyPath = "Vault:KeyPath";
    private const string PreviousKeyPaths = "Vault:PreviousKeyPaths";

    /// <summary>
    /// Keeps the master keys in this process. The current one is <c>NC_MASTER_KEY</c>, base64 of 32 bytes, or the content of the file
    /// <c>Vault:KeyPath</c>; earlier ones, needed until every secret is wrapped anew, are <c>NC_MASTER_KEY_PREVIOUS</c> (with commas
    /// between them) and the files <c>Vault:PreviousKeyPaths</c>. They are read once, here.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no usable key: one sentence that says what to set. Never a key.</exception>
    public static void AddLocalVault(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var keys = new LocalMasterKeys(Current(builder.Configuration), Previous(builder.Configuration));
        builder.Services.AddSingleton<IMasterKeys>(keys);
    }

    private static MasterKey Current(IConfiguration settings) => (settings[Key], settings[KeyPath]) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => throw new InvalidOperationException(
            $"Both {Key} and {KeyPath} name a master key. Set one of them; the other belongs into {PreviousKeys} or {PreviousKeyPaths} if secrets still need it."),
        ({ Length: > 0 } text, _) => MasterKeyText.Parse(text, Key),
        (_, { Length: > 0 } path) => MasterKeyFile.Read(path, KeyPath),
        _ => throw new InvalidOperationException(
            $"There is no master key, so keys of customers could not be kept. Set {Key} to the base64 of 32 random bytes (./nc keys new prints one), "
            + $"or {KeyPath} to a file with it."),
    };

    private static IEnumerable<MasterKey> Previous(IConfiguration settings)
    {
        var texts = (settings[PreviousKeys] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var paths = settings.GetSection(PreviousKeyPaths).Get<string[]>() ?? [];
        return [.. texts.Select(text => MasterKeyText.Parse(text, PreviousKeys)), .. paths.Select(path => MasterKeyFile.Read(path, PreviousKeyPaths))];
    }
}

using System.Security.Cryptography;
using System.Text;

namespace NcAspire.Store.Postgres.Migrations;

/// <summary>One script of the schema.</summary>
/// <param name="Name">Its file name, <c>YYYY-MM-DD_NN_Verb.sql</c>; scripts run in the order of their names.</param>
public sealed record Migration(string Name, string Sql)
{
    /// <summary>SHA-256 of the script in hexadecimal; the same whichever line ends the checkout has.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The scripts that come with this assembly, in order.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = Load();

    private static Migration[] Load()
    {
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new Migration(name, Read(name))),
        ];

        string Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The resource {name} is missing.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}

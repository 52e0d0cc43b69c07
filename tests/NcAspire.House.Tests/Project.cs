using System.Xml.Linq;
using NcAspire.Testing;

namespace NcAspire.House.Tests;

/// <summary>What a project file says that it refers to, under whatever condition.</summary>
/// <param name="Path">From the root of the checkout.</param>
public sealed record Project(string Path)
{
    private readonly XDocument _file = XDocument.Load(System.IO.Path.Combine(Toolchain.RepositoryRoot, Path));

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The first folder: the room it belongs to.</summary>
    public string Room => Path.Split('/')[0];

    public IReadOnlyList<string> Projects => Includes("ProjectReference", System.IO.Path.GetFileNameWithoutExtension);

    public IReadOnlyList<string> Packages => Includes("PackageReference");

    public IReadOnlyList<string> Frameworks => Includes("FrameworkReference");

    public IReadOnlyList<string> StandIns => Includes("StandInReference");

    public bool NamesVersions =>
        _file.Descendants("PackageReference").Attributes().Any(a => a.Name.LocalName is "Version" or "VersionOverride");

    private string[] Includes(string item, Func<string, string?>? name = null) =>
        [.. _file.Descendants(item).Select(i => i.Attribute("Include")?.Value).OfType<string>().Select(i => name?.Invoke(i) ?? i)];
}

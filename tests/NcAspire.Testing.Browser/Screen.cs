namespace NcAspire.Testing.Browser;

/// <summary>What a person looks at: the size in CSS pixels, and whether the system is set to dark.</summary>
public sealed record Screen(string Name, int Width, int Height, bool Dark, bool Touch)
{
    public static Screen Phone { get; } = new("phone", 390, 844, Dark: false, Touch: true);

    public static Screen Desktop { get; } = new("desktop", 1280, 900, Dark: false, Touch: false);

    public static IReadOnlyList<Screen> All { get; } =
        [Phone, Phone with { Name = "phone-dark", Dark = true }, Desktop, Desktop with { Name = "desktop-dark", Dark = true }];

    public override string ToString() => Name;
}

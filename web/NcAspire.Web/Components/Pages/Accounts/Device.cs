namespace NcAspire.Web.Components.Pages.Accounts;

/// <summary>What a browser calls itself, in the words of its user.</summary>
public static class Device
{
    // The first that is named counts: most browsers also call themselves by the names of those further down.
    private static readonly (string Mark, string Name)[] _browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] _systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>Such as "Firefox on Windows". Anybody can call himself anything: it is a hint and no proof.</summary>
    public static string Of(string? agent) => (Find(_browsers, agent), Find(_systems, agent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"A browser on {system}",
        _ => "An unknown device",
    };

    private static string? Find((string Mark, string Name)[] all, string? agent) =>
        all.FirstOrDefault(one => agent?.Contains(one.Mark, StringComparison.Ordinal) is true).Name;
}

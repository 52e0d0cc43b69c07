namespace NcAspire.Functions.Tests;

/// <summary>A good body for every function that takes one.</summary>
public static class Bodies
{
    public static IReadOnlyDictionary<string, object> Good { get; } = new Dictionary<string, object>
    {
        ["SignUp"] = new { email = "someone@example.org", password = Person.Password },
        ["LogIn"] = new { email = "someone@example.org", password = Person.Password },
        ["CreateInstance"] = new { slug = "brand-new" },
        ["SetOwner"] = new { phone = "+919876543210" },
        ["SetAccess"] = new { everyone = false },
        ["SetLlm"] = new { keys = new { OPENAI_API_KEY = "sk-0123456789abcdef0123" } },
        ["SetChannel"] = new { tokens = new { TELEGRAM_BOT_TOKEN = $"123456789:{new string('x', 35)}" } },
        ["SetUserCap"] = new { instanceCap = 2 },
        ["LockUser"] = new { stopInstances = false },
        ["CheckKey"] = new { name = "OPENAI_API_KEY" },
        ["ChangePassword"] = new { currentPassword = Person.Password, newPassword = "another horse battery" },
        ["DeleteAccount"] = new { password = Person.Password },
        ["WaitQr"] = new { timeoutSeconds = 1 },
    };

    public static object? For(Route route) => Good.GetValueOrDefault(route.Function);
}

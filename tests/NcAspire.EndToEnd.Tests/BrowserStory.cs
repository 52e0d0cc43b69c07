using Microsoft.Playwright;
using NcAspire.Testing;
using NcAspire.Testing.Browser;

namespace NcAspire.EndToEnd.Tests;

/// <summary>The main job as a person does it: in a browser, on a phone's screen, from sign-up to a linked WhatsApp and back to nothing.</summary>
public abstract class BrowserStory(OneStack one, Chromium chromium)
{
    private static readonly LocatorAssertionsToBeVisibleOptions _boot = new() { Timeout = 240_000 };
    private static readonly LocatorAssertionsToBeVisibleOptions _soon = new() { Timeout = 30_000 };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_up_creates_an_instance_links_a_phone_chooses_a_model_and_deletes_all()
    {
        await using var window = await chromium.OpenAsync(Screen.Phone);
        var page = await window.NewPageAsync();
        var complaints = Complaints(page);

        await page.GotoAsync(one.Stack.Web.ToString());
        await Screenshots.TakeAsync(page, "landing");
        await SignUpAsync(page);
        await CreateAsync(page);
        await SetOwnerAsync(page);
        await LinkAsync(page);
        await ChooseModelAsync(page);
        await RestartAsync(page);
        await DeleteAsync(page);
        await DeleteAccountAsync(page);

        Assert.Empty(complaints);
        Assert.Empty(await one.Stack.RemainsAsync(Ct));
    }

    private async Task SignUpAsync(IPage page)
    {
        await page.GotoAsync(new Uri(one.Stack.Web, "/signup").ToString());
        await page.GetByLabel("E-mail address").FillAsync("ada@example.com");
        await page.GetByLabel("Password").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your instances" })).ToBeVisibleAsync(_soon);
    }

    private static async Task CreateAsync(IPage page)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("my-assistant");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create instance" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Setting up your instance" })).ToBeVisibleAsync(_soon);
        await Assertions.Expect(page.Locator("li[aria-current=step]")).ToContainTextAsync("gateway", new() { Timeout = 60_000 });
        await Screenshots.TakeAsync(page, "provisioning");
        await Assertions.Expect(page.Locator(".badge:visible")).ToHaveTextAsync("Running", new() { Timeout = 240_000 });
        Assert.Empty(await Accessibility.ViolationsAsync(page));
    }

    private static async Task SetOwnerAsync(IPage page)
    {
        await page.GetByLabel("A separate number for the assistant").CheckAsync();
        await page.GetByLabel("Your own WhatsApp number").FillAsync("+1 555 000 2222");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save number" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It answers only +15550002222.")).ToBeVisibleAsync(_soon);
    }

    private async Task LinkAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the QR code" }).ClickAsync();
        var image = page.Locator("img[data-qr]");
        await Assertions.Expect(image).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var first = await CodeAsync(image);
        Assert.StartsWith("2@", await QrDecoder.ReadAsync(first, Ct), StringComparison.Ordinal);
        await Screenshots.TakeAsync(page, "qr");

        // The page is not loaded again: a mark in its window survives the rotation.
        await page.EvaluateAsync("window.mark = 'same page'").InTimeAsync();
        var second = await Eventually.SeeAsync(() => CodeAsync(image), code => code != first, TimeSpan.FromSeconds(60), Ct);
        Assert.NotEqual(await QrDecoder.ReadAsync(first, Ct), await QrDecoder.ReadAsync(second, Ct));
        Assert.Empty(await Accessibility.ViolationsAsync(page));

        await one.Stack.RunCommandAsync(["scan", "my-assistant"], Ct);
        await Assertions.Expect(Connected(page)).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByRole(AriaRole.Definition).GetByText("+15550001111")).ToBeVisibleAsync(_soon);
        Assert.Equal("same page", await page.EvaluateAsync<string>("window.mark").InTimeAsync());
        await Screenshots.TakeAsync(page, "connected");
    }

    private static async Task ChooseModelAsync(IPage page)
    {
        const string Key = "sk-ant-0123456789abcdef_CD34";

        await page.GetByLabel("Vendor").SelectOptionAsync("Anthropic");
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync(Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator(".keys")).ToContainTextAsync("ends in CD34", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("h2.next")).ToHaveTextAsync(
            "Write to it on WhatsApp: +15550001111", new() { UseInnerText = true, Timeout = 30_000 });
        Assert.DoesNotContain(Key, await page.ContentAsync().InTimeAsync());

        // Until the gateway has taken it over, nothing else can be asked for.
        await Assertions.Expect(page.Locator(".hint:visible", new() { HasText = "Saving…" })).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        Assert.Empty(await Accessibility.ViolationsAsync(page));
        await Screenshots.TakeAsync(page, "model");
    }

    private static async Task RestartAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Restart", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Restart" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Restarting your instance" })).ToBeVisibleAsync(_soon);
        await Assertions.Expect(Connected(page)).ToBeVisibleAsync(_boot);
    }

    private static async Task DeleteAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await page.GetByLabel("Type my-assistant to confirm").FillAsync("my-assistant");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your instances" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByText("You have none yet.")).ToBeVisibleAsync(_soon);
    }

    private static async Task DeleteAccountAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This one, which you are using now")).ToBeVisibleAsync(_soon);
        Assert.Empty(await Accessibility.ViolationsAsync(page));
        await Screenshots.TakeAsync(page, "account");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete account…" }).ClickAsync();
        await page.GetByLabel("Your password", new() { Exact = true }).FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your account is being deleted" })).ToBeVisibleAsync(_soon);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Log in" })).ToBeVisibleAsync(_soon);
    }

    private static ILocator Connected(IPage page) => page.Locator("[data-say]").GetByText("WhatsApp is connected.");

    private static async Task<string> CodeAsync(ILocator image) => await image.GetAttributeAsync("src") ?? "";

    // What the browser itself objects to: script errors, blocked styles, failed loads.
    private static List<string> Complaints(IPage page)
    {
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                complaints.Add(message.Text);
            }
        };
        return complaints;
    }
}

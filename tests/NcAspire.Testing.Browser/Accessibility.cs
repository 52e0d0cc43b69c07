using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace NcAspire.Testing.Browser;

/// <summary>axe-core's opinion on a page as it stands.</summary>
public static class Accessibility
{
    /// <summary>One line for each violation, with the elements it is about; empty when the page is clean.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] }).InTimeAsync();

        return
        [
            .. from violation in result.Violations
               let elements = string.Join(", ", violation.Nodes.Select(node => node.Html))
               select $"{violation.Id}: {violation.Help}: {elements}",
        ];
    }
}

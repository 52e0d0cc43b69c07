using System.Text.Encodings.Web;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard;

/// <summary>The page as it is first sent; dashboard.js keeps it up to date.</summary>
internal static class DashboardPage
{
    public static string Render(IReadOnlyList<ResourceStatus> resources, DateTimeOffset now) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <title>Dashboard</title>
          <link rel="stylesheet" href="/dashboard.css">
          <script type="module" src="/dashboard.js"></script>
        </head>
        <body>
          <header>
            <h1>Dashboard</h1>
            <p id="connection" role="status">Live</p>
          </header>
          <main>
            <section aria-labelledby="resources-title">
              <h2 id="resources-title">Resources</h2>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">State</th>
                    <th scope="col">Health</th>
                    <th scope="col">Address</th>
                    <th scope="col">Process</th>
                    <th scope="col">Restarts</th>
                    <th scope="col">Uptime</th>
                  </tr>
                </thead>
                <tbody id="resources">
        {string.Join('\n', resources.Select(status => Row(ResourceRow.Of(status, now))))}
                </tbody>
              </table>
            </section>
            <section aria-labelledby="logs-title">
              <div class="bar">
                <h2 id="logs-title">Console logs</h2>
                <label>Resource
                  <select id="filter">
                    <option value="">All</option>
        {string.Join('\n', resources.Select(status => $"            <option>{Encode(status.Name)}</option>"))}
                  </select>
                </label>
                <label><input id="follow" type="checkbox" checked> Follow</label>
              </div>
              <div id="logs" role="log" aria-labelledby="logs-title" aria-live="off" tabindex="0"></div>
              <noscript><p>The live view needs JavaScript; reload the page to see the latest state.</p></noscript>
            </section>
          </main>
        </body>
        </html>
        """;

    private static string Row(ResourceRow row) =>
        $"""
                  <tr data-name="{Encode(row.Name)}">
                    <th scope="row"><span data-cell="name">{Encode(row.Name)}</span> <small data-cell="kind">{Encode(row.Kind)}</small></th>
                    <td data-label="State" data-cell="state" data-value="{Encode(row.State.Split(' ')[0])}">{Encode(row.State)}</td>
                    <td data-label="Health" data-cell="health" data-value="{Encode(row.Health)}">{Encode(row.Health)}</td>
                    <td data-label="Address" data-cell="urls">{(row.Urls.Count > 0 ? string.Join(' ', row.Urls.Select(Address)) : "–")}</td>
                    <td data-label="Process" data-cell="processId">{Encode(row.ProcessId)}</td>
                    <td data-label="Restarts" data-cell="restarts">{row.Restarts}</td>
                    <td data-label="Uptime" data-cell="uptime">{Encode(row.Uptime)}</td>
                  </tr>
        """;

    private static string Address(string url) => url.StartsWith("http", StringComparison.Ordinal)
        ? $"""<a href="{Encode(url)}" rel="noreferrer">{Encode(url)}</a>"""
        : Encode(url);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

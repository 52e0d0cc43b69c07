using Microsoft.AspNetCore.Components;

namespace NcAspire.Web.Components.Shared;

/// <summary>A component of a page that is rendered once, for one request.</summary>
public abstract class WebComponent : ComponentBase
{
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    /// <summary>Cancelled when the browser gives up on the page.</summary>
    protected CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    /// <summary>Gives the page the status of the problem it shows.</summary>
    protected void Answer(int status)
    {
        if (Http is { Response.HasStarted: false } http)
        {
            http.Response.StatusCode = status;
        }
    }
}

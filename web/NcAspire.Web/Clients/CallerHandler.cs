using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Authentication;
using NcAspire.Contracts;
using NcAspire.Web.Security;

namespace NcAspire.Web.Clients;

/// <summary>
/// Tells the API on whose behalf it is asked: the session's token, what the browser calls itself, and the address of its connection, which
/// replaces whatever it claims about that. A token that the API refuses ends the session here too.
/// </summary>
internal sealed class CallerHandler(IHttpContextAccessor accessor) : DelegatingHandler
{
    private const string ForwardedFor = "X-Forwarded-For";
    private const string UserAgent = "User-Agent";
    private const int MaxAgent = 256;

    private static readonly HttpRequestOptionsKey<bool> _withoutToken = new("without-token");

    /// <summary>For signing in: another tab's session has no part in it, and must not end by a wrong password.</summary>
    public static void WithoutToken(HttpRequestMessage request) => request.Options.Set(_withoutToken, true);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is not { } context)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.Headers.Remove(ForwardedFor);

        if (context.Connection.RemoteIpAddress is { } address)
        {
            request.Headers.Add(ForwardedFor, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }

        // In ASCII only, which a request that is sent on has to be; a browser's own name is.
        request.Headers.Remove(UserAgent);
        request.Headers.TryAddWithoutValidation(
            UserAgent, new string([.. context.Request.Headers.UserAgent.ToString().Where(c => c is >= ' ' and <= '~').Take(MaxAgent)]));

        var token = request.Options.TryGetValue(_withoutToken, out _) ? null : await context.GetTokenAsync(Session.Token);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        var response = await base.SendAsync(request, cancellationToken);

        if (token is not null
            && response.StatusCode == HttpStatusCode.Unauthorized
            && (await Problems.ReadAsync(response, cancellationToken)).Type == ProblemTypes.Unauthenticated)
        {
            response.Dispose();
            throw new SessionEndedException();
        }

        return response;
    }
}

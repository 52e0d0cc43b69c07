using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Accounts;
using NcAspire.Core.Audit;
using NcAspire.Core.Instances;

namespace NcAspire.Functions.Api;

/// <summary>What the authentication middleware left in the invocation, for the functions.</summary>
internal static class Invocation
{
    private static readonly object _session = new();
    private static readonly object _instances = new();

    public static void SignIn(this FunctionContext context, Session session) => context.Items[_session] = session;

    /// <summary>The session of the caller.</summary>
    /// <exception cref="InvalidOperationException">The function is marked anonymous, so there is none.</exception>
    public static Session Session(this FunctionContext context) =>
        context.Items.TryGetValue(_session, out var session)
            ? (Session)session
            : throw new InvalidOperationException($"{context.FunctionDefinition.Name} asks for a session, but takes anonymous calls.");

    public static void Bring(this FunctionContext context, IReadOnlyList<InstanceDetail> instances) => context.Items[_instances] = instances;

    /// <summary>All instances of the caller, newest first, as they were when he was let in.</summary>
    /// <exception cref="InvalidOperationException">The function is not marked [WithInstances].</exception>
    public static IReadOnlyList<InstanceDetail> Instances(this FunctionContext context) =>
        context.Items.TryGetValue(_instances, out var instances)
            ? (IReadOnlyList<InstanceDetail>)instances
            : throw new InvalidOperationException($"{context.FunctionDefinition.Name} asks for the caller's instances and is not marked [WithInstances].");

    public static UserId Owner(this FunctionContext context) => context.Session().User;

    public static Actor Actor(this FunctionContext context, HttpRequest request) =>
        new(context.Owner(), context.Address(request));

    public static string Address(this FunctionContext context, HttpRequest request) =>
        context.InstanceServices.GetRequiredService<ClientAddress>().Of(request.HttpContext);
}

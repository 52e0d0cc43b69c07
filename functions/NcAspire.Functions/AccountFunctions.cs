using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Contracts;
using NcAspire.Core.Accounts;
using NcAspire.Core.Instances;
using NcAspire.Functions.Api;
using NcAspire.Functions.Views;

namespace NcAspire.Functions;

/// <summary>Sign-up, login, logout, and who am I.</summary>
public sealed class AccountFunctions(SignUp signUp, LogIn logIn, Authenticate authenticate, InstanceOptions instances)
{
    [Function("SignUp")]
    [AllowAnonymous]
    [Summary("Opens an account and signs in.")]
    [Takes(typeof(SignupRequest))]
    [Answers(201, typeof(SessionResponse))]
    [Refuses(403, ProblemTypes.AccountLocked)]
    [Refuses(409, ProblemTypes.EmailTaken)]
    [Refuses(422, ProblemTypes.InvalidRequest)]
    [Refuses(429, ProblemTypes.TooManyRequests)]
    public async Task<IResult> SignUpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "signup")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<SignupRequest>(cancellationToken);
        var outcome = await signUp.ExecuteAsync(body.Email, body.Password, Origin(context, request), cancellationToken);
        return outcome is SignInOutcome.SignedIn session ? TypedResults.Created("/api/me", ToResponse(session)) : Refuse(request, outcome);
    }

    [Function("LogIn")]
    [AllowAnonymous]
    [Summary("Signs in.")]
    [Takes(typeof(LoginRequest))]
    [Answers(200, typeof(SessionResponse))]
    [Refuses(401, ProblemTypes.WrongCredentials)]
    [Refuses(403, ProblemTypes.AccountLocked, ProblemTypes.AccountClosing)]
    [Refuses(429, ProblemTypes.TooManyRequests)]
    public async Task<IResult> LogInAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "login")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadAsync<LoginRequest>(cancellationToken);
        var outcome = await logIn.ExecuteAsync(body.Email, body.Password, Origin(context, request), cancellationToken);
        return outcome is SignInOutcome.SignedIn session ? TypedResults.Ok(ToResponse(session)) : Refuse(request, outcome);
    }

    [Function("LogOut")]
    [Summary("Ends this session; its token is worthless from now on.")]
    [Answers(204)]
    public async Task<IResult> LogOutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "logout")] HttpRequest request,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        await authenticate.LogOutAsync(BearerToken.Of(request) ?? "", context.Actor(request), cancellationToken);
        return TypedResults.NoContent();
    }

    [Function("Me")]
    [Summary("The account behind the token.")]
    [Answers(200, typeof(MeResponse))]
    public IResult Me(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request, FunctionContext context) =>
        TypedResults.Ok(context.Session().ToResponse(instances));

    private static SessionOrigin Origin(FunctionContext context, HttpRequest request) =>
        SessionOrigin.Of(context.Address(request), request.Headers.UserAgent.ToString());

    private static SessionResponse ToResponse(SignInOutcome.SignedIn session) =>
        new(session.User.Value, session.Token, session.ExpiresAt);

    private static IResult Refuse(HttpRequest request, SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.Invalid invalid:
                return Problems.Invalid(invalid.Field, invalid.Complaint);
            case SignInOutcome.EmailTaken:
                return Problems.EmailTaken();
            case SignInOutcome.TooMany tooMany:
                return Problems.TooManyRequests(request.HttpContext.Response, tooMany.RetryAfter);
            case SignInOutcome.Closing:
                return Problems.AccountClosing();
            case SignInOutcome.Locked:
                return Problems.AccountLocked();
            default:
                return Problems.WrongCredentials();
        }
    }
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NcAspire.Functions.Api;
using NcAspire.Functions.OpenApi;

namespace NcAspire.Functions;

/// <summary>The description of this API, for programs.</summary>
public sealed class OpenApiFunctions(OpenApiDocument document)
{
    [Function("OpenApi")]
    [AllowAnonymous]
    [Summary("This document.")]
    [Answers(200, ContentType = "application/json")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        TypedResults.Text(document.Text, "application/json");
}

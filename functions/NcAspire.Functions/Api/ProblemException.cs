using Microsoft.AspNetCore.Mvc;

namespace NcAspire.Functions.Api;

/// <summary>A request that cannot be answered as asked; the problem middleware turns it into its answer.</summary>
internal sealed class ProblemException(ProblemDetails problem) : Exception(problem.Detail)
{
    public ProblemDetails Problem { get; } = problem;
}

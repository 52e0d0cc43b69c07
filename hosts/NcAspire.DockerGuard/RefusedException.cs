using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>The guard itself says no, without having asked the engine anything.</summary>
/// <param name="status">HTTP status of the answer.</param>
/// <param name="sentence">Why. It quotes nothing of the request.</param>
internal sealed class RefusedException(int status, string sentence) : Exception(sentence)
{
    public GuardProblem Problem { get; } = Problems.Refused(status, sentence);
}

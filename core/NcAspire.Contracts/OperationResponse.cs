namespace NcAspire.Contracts;

/// <summary>GET /api/operations/{id}, and the data of the step event.</summary>
/// <param name="Kind">One of <see cref="OperationKinds"/>.</param>
/// <param name="State">One of <see cref="OperationStates"/>.</param>
/// <param name="Steps">Every step in order, done or not.</param>
public sealed record OperationResponse(
    Guid Id,
    Guid InstanceId,
    string Slug,
    [OneOf(typeof(OperationKinds))] string Kind,
    [OneOf(typeof(OperationStates))] string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt,
    FailureResponse? Failure,
    IReadOnlyList<OperationStepResponse> Steps);

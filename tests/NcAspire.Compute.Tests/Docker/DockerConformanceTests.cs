using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Docker;

public sealed class DockerConformanceTests(DockerBackend backend) : DockerConformance(backend)
{
    private IComputeProvider? _other;

    protected override IComputeProvider Provider => Backend.Provider;

    protected override IComputeProvider Other => _other ??= Backend.NewProvider();
}

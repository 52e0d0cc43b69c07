using NcAspire.Isolation.Tests.Setting;

namespace NcAspire.Isolation.Tests;

[CollectionDefinition]
public sealed class OneVm : ICollectionFixture<Vm>;

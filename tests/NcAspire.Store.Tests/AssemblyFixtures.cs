using NcAspire.Store.Tests;
using NcAspire.Testing;

[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]
[assembly: AssemblyFixture(typeof(SchemaTemplate))]

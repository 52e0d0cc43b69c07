using NcAspire.Functions.Tests;
using NcAspire.Testing;

[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]
[assembly: AssemblyFixture(typeof(SchemaTemplate))]

using NcAspire.Testing;

[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]
[assembly: AssemblyFixture(typeof(SchemaTemplate))]

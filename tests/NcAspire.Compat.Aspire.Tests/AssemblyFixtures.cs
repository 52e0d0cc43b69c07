using NcAspire.Testing;

[assembly: AssemblyFixture(typeof(EmbeddedPostgres))]

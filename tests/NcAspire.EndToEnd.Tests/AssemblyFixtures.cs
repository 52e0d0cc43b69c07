using NcAspire.Testing.Browser;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace NcAspire.EndToEnd.Tests.Local;

[Collection(LocalStackCollection.Name)]
public sealed class LocalLifeOfTheStackTests() : LifeOfTheStack(new LocalBackend());

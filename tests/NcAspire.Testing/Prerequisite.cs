using Xunit.Sdk;

namespace NcAspire.Testing;

/// <summary>What a machine may lack. There the tests that need it are skipped, with the reason; the build server must lack nothing.</summary>
public static class Prerequisite
{
    /// <summary>Makes the exception that skips the test or, where <c>CI</c> is <c>true</c>, fails it.</summary>
    /// <param name="reason">A sentence: what is missing and who brings it.</param>
    public static Exception Missing(string reason) =>
        Environment.GetEnvironmentVariable("CI") is "true" ? new InvalidOperationException(reason) : SkipException.ForSkip(reason);
}

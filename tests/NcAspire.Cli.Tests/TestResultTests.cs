using System.Text;
using NcAspire.Cli.Testing;

namespace NcAspire.Cli.Tests;

public sealed class TestResultTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Results_add_up_and_whatever_did_not_pass_has_failed()
    {
        var store = Read("""<UnitTestResult testName="a" outcome="Passed" /><UnitTestResult testName="b" outcome="Failed" />""");
        var web = Read("""
            <UnitTestResult testName="c" outcome="Passed" />
            <UnitTestResult testName="d" outcome="Timeout" />
            <UnitTestResult testName="e" outcome="NotExecuted">
              <Output><ErrorInfo><Message>needs a Docker engine</Message></ErrorInfo></Output>
            </UnitTestResult>
            """);

        var sum = TestCounts.None + store + web;

        Assert.Equal("2 passed, 2 failed", sum.ToString());
        Assert.Equal(new SkippedTest("e", "needs a Docker engine"), Assert.Single(sum.Skipped));
    }

    [Fact]
    public void The_solution_names_the_test_projects()
    {
        const string Solution = """
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "NcAspire.Store.Tests", "tests\NcAspire.Store.Tests\NcAspire.Store.Tests.csproj", "{D1C0}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "NcAspire.Testing", "tests\NcAspire.Testing\NcAspire.Testing.csproj", "{D1C1}"
            EndProject
            """;
        File.WriteAllText(_scratch.Combine("NcAspire.sln"), Solution);
        Directory.CreateDirectory(_scratch.Combine("tests/NcAspire.Store.Tests"));

        var project = Assert.Single(TestProject.AllOf(new Checkout(_scratch.Root)));

        Assert.Equal(
            new TestProject("NcAspire.Store.Tests", "tests/NcAspire.Store.Tests/NcAspire.Store.Tests.csproj"), project);
    }

    [Fact]
    public void A_test_project_that_the_solution_lacks_is_not_passed_over()
    {
        File.WriteAllText(_scratch.Combine("NcAspire.sln"), "");
        Directory.CreateDirectory(_scratch.Combine("tests/NcAspire.Lost.Tests"));

        var fault = Assert.Throws<CommandException>(() => TestProject.AllOf(new Checkout(_scratch.Root)));

        Assert.StartsWith("NcAspire.sln lacks NcAspire.Lost.Tests;", fault.Message, StringComparison.Ordinal);
    }

    private static TestCounts Read(string results)
    {
        var trx = $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{results}</Results></TestRun>
            """;
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(trx));
        return TrxFile.Read(file);
    }
}

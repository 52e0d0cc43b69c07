using System.Xml.Linq;

namespace NcAspire.Cli.Testing;

/// <summary>Reads the results that <c>dotnet test --logger trx</c> writes.</summary>
public static class TrxFile
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    // <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
    //   <Results><UnitTestResult testName="…" outcome="Passed|Failed|NotExecuted|Error|Timeout|Aborted">
    //     <Output><ErrorInfo><Message>why it was skipped or failed</Message>…
    /// <returns>The counts; every outcome but passed and not executed is a failure.</returns>
    public static TestCounts Read(Stream file)
    {
        var results = XDocument.Load(file).Descendants(_trx + "UnitTestResult").ToList();
        return new TestCounts(
            results.Count(result => Outcome(result) == "Passed"),
            results.Count(result => Outcome(result) is not ("Passed" or "NotExecuted")),
            [.. results.Where(result => Outcome(result) == "NotExecuted").Select(Skipped)]);
    }

    private static string? Outcome(XElement result) => result.Attribute("outcome")?.Value;

    private static SkippedTest Skipped(XElement result) => new(
        result.Attribute("testName")?.Value ?? "",
        result.Descendants(_trx + "Message").FirstOrDefault()?.Value.Trim()
            ?? result.Descendants(_trx + "StdOut").FirstOrDefault()?.Value.Trim()
            ?? "no reason given");
}

using NcAspire.Cli.Running;

namespace NcAspire.Cli.Tests;

public sealed class SourceStampTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly SourceStamp _stamp;

    public SourceStampTests()
    {
        _stamp = new SourceStamp(_scratch.Root, Path.Combine(_scratch.Programs, "stamp"));
        Write("core/A.cs", "class A;");
        Write("Directory.Build.props", "<Project />");
    }

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("core/A.cs")]
    [InlineData("core/Deep/New.cs")]
    [InlineData("web/wwwroot/site.css")]
    [InlineData("Directory.Build.props")]
    public void A_change_of_any_source_is_seen(string file)
    {
        _stamp.Remember(_stamp.Current());

        Write(file, "changed");

        Assert.False(_stamp.Matches(_stamp.Current()));
    }

    [Fact]
    public void A_removed_source_is_seen()
    {
        _stamp.Remember(_stamp.Current());

        File.Delete(_scratch.Combine("core/A.cs"));

        Assert.False(_stamp.Matches(_stamp.Current()));
    }

    [Theory]
    [InlineData("core/obj/project.assets.json")]
    [InlineData("tests/SomeTests.cs")]
    [InlineData(".data/postgres/PG_VERSION")]
    public void What_no_build_of_the_stack_reads_is_not(string file)
    {
        _stamp.Remember(_stamp.Current());

        Write(file, "changed");

        Assert.True(_stamp.Matches(_stamp.Current()));
    }

    [Fact]
    public void A_failed_build_is_of_no_known_sources()
    {
        _stamp.Remember(_stamp.Current());

        _stamp.Forget();

        Assert.False(_stamp.Matches(_stamp.Current()));
    }

    private void Write(string file, string text)
    {
        var path = _scratch.Combine(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

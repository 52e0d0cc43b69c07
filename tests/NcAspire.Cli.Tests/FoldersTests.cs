using NcAspire.Cli.Running;

namespace NcAspire.Cli.Tests;

public sealed class FoldersTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_person_s_tools_and_data_stay_with_that_person()
    {
        var folders = Folders.For(new Checkout(_scratch.Root), Variables(("XDG_CACHE_HOME", "/home/ada/caches")), root: false);

        Assert.Equal(new Folders("/home/ada/caches/ncaspire", Path.Combine(_scratch.Root, ".data")), folders);
    }

    [Fact]
    public void Root_keeps_both_where_another_account_can_reach_them()
    {
        var closed = Directory.CreateDirectory(_scratch.Combine("closed"), UnixFileMode.UserExecute);
        var inside = new Checkout(Path.Combine(closed.FullName, "checkout"));

        Assert.Equal(Path.Combine(_scratch.Root, ".data"), Data(new Checkout(_scratch.Root)));
        Assert.StartsWith("/var/lib/ncaspire/", Data(inside), StringComparison.Ordinal);
        Assert.NotEqual(Data(inside), Data(new Checkout(Path.Combine(closed.FullName, "other"))));

        string Data(Checkout checkout) => Folders.For(checkout, Variables(), root: true).Data;
    }

    [Fact]
    public void What_is_asked_for_is_used()
    {
        var asked = Variables(("NC_CACHE", "/mnt/tools"), ("NC_DATA", "/mnt/data"));

        Assert.Equal(new Folders("/mnt/tools", "/mnt/data"), Folders.For(new Checkout(_scratch.Root), asked, root: true));
    }

    [Theory]
    [InlineData("/plain/path-1.0")]
    [InlineData("/with space/and 'quotes'/and $HOME")]
    [InlineData("")]
    public async Task A_shell_reads_quoted_text_as_it_was(string text)
    {
        var said = await Child.CaptureAsync(new("/bin/sh", ["-c", $"printf %s {Shell.Quote(text)}"]), Ct);

        Assert.Equal(text, said.Output);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault();
}

using NcAspire.Cli.Images;

namespace NcAspire.Cli.Tests;

/// <summary>What decides whether an image is built again, and what is shown while it is.</summary>
public sealed class ImageInputTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_same_inputs_have_the_same_hash_wherever_they_lie()
    {
        Write("one/gateway/Dockerfile", "FROM a");
        Write("one/gateway/ca/extra.crt", "first");
        Write("two/gateway/Dockerfile", "FROM a");
        Write("two/gateway/ca/extra.crt", "second");

        Assert.Equal(Hash("one/gateway", "base"), Hash("two/gateway", "base"));
        Assert.Matches("^[0-9a-f]{16}$", Hash("one/gateway", "base"));
    }

    [Fact]
    public void A_changed_file_another_name_and_another_base_change_the_hash()
    {
        Write("one/gateway/Dockerfile", "FROM a");
        var before = Hash("one/gateway", "base");

        Assert.NotEqual(before, Hash("one/gateway", "another base"));
        Write("one/gateway/Dockerfile", "FROM b");
        Assert.NotEqual(before, Hash("one/gateway", "base"));
        Write("one/gateway/Dockerfile", "FROM a");
        Write("one/gateway/more.sh", "");
        Assert.NotEqual(before, Hash("one/gateway", "base"));
    }

    [Fact]
    public void The_legacy_builder_and_BuildKit_both_show_their_steps_and_leave_out_what_takes_no_time()
    {
        var steps = new List<string>();
        var output = new BuildOutput(steps.Add);

        output.Add("Step 4/28 : WORKDIR /opt/openclaw");
        output.Add("Step 8/28 : RUN sh /build/install.sh     && sh /build/prune.sh");
        output.Add(" ---> Running in e5adfdb8b9e7");
        output.Add("");
        output.Add("#9 [packages 5/5] RUN sh /build/install.sh");
        output.Add("#9 12.3 added 331 packages in 16s");
        output.Add($"Step 9/28 : RUN {new string('x', 200)}");

        Assert.Equal("8/28 RUN sh /build/install.sh && sh /build/prune.sh", steps[0]);
        Assert.Equal("packages 5/5 RUN sh /build/install.sh", steps[1]);
        Assert.Equal(101, steps[2].Length);
        Assert.Equal(3, steps.Count);
        Assert.DoesNotContain("\n\n", output.Last, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_end_of_the_output_is_kept()
    {
        var output = new BuildOutput(_ => { });

        for (var line = 1; line <= 100; line++)
        {
            output.Add($"line {line}");
        }

        var kept = output.Last.Split('\n');
        Assert.Equal(40, kept.Length);
        Assert.Equal("line 100", kept[^1]);
    }

    [Theory]
    [InlineData("""[{"Id":"sha256:1f","Size":653,"Config":{"Labels":{"ncaspire.inputs":"ab"}}}]""", "ab")]
    [InlineData("""[{"Id":"sha256:1f","Size":653,"Config":{"Labels":null}}]""", null)]
    [InlineData("""[{"Id":"sha256:1f","Size":653}]""", null)]
    public void An_image_tells_its_labels_if_it_has_any(string inspected, string? inputs)
    {
        var facts = ImageFacts.Read(inspected);

        Assert.Equal("sha256:1f", facts.Id);
        Assert.Equal(653, facts.Bytes);
        Assert.Equal(inputs, facts[ImageLabels.Inputs]);
    }

    private string Hash(string folder, string baseImage) =>
        new InputHash().Add("base", baseImage).AddFolder(_scratch.Combine(folder), without: "ca").ToString();

    private void Write(string path, string text)
    {
        var file = _scratch.Combine(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? "");
        File.WriteAllText(file, text);
    }
}

using System.Text;

namespace NcAspire.DockerGuard.Tests;

/// <summary>What somebody with the token may try, by what it is called; each must be refused before the engine hears of it.</summary>
public static class HostileRequests
{
    private const string Create = "/v1/machines/create";
    private const string Files = "/v1/machines/files";

    private const string Instance = "0198f0aa-1111-7222-8333-444455556666";

    private const string Variables = """{"OPENCLAW_OFFLINE":"1"}""";

    /// <summary>A body that would pass, for a machine that must not come to be.</summary>
    public static readonly string GoodCreate = CreateBody();

    private static readonly Dictionary<string, (string Path, string Body, int Status)> _all = new()
    {
        ["host config"] = (Create, With("\"HostConfig\":{\"Privileged\":true,\"Binds\":[\"/:/host\"]}"), 400),
        ["host config in small letters"] = (Create, With("\"hostconfig\":{\"privileged\":true,\"binds\":[\"/:/host\"]}"), 400),
        ["privileged"] = (Create, With("\"privileged\":true"), 400),
        ["binds"] = (Create, With("\"binds\":[\"/:/host\"]"), 400),
        ["mounts"] = (Create, With("\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/\",\"Target\":\"/host\"}]"), 400),
        ["command"] = (Create, With("\"cmd\":[\"sh\"]"), 400),
        ["entrypoint"] = (Create, With("\"entrypoint\":[\"sh\"]"), 400),
        ["user"] = (Create, With("\"user\":\"0:0\""), 400),
        ["labels"] = (Create, With("\"labels\":{\"ncaspire.installation\":\"another\"}"), 400),
        ["network"] = (Create, With("\"networkMode\":\"host\""), 400),
        ["device"] = (Create, With("\"devices\":[\"/dev/kmsg\"]"), 400),
        ["comment"] = (Create, GoodCreate.Replace("{\"instance\"", "{/* */\"instance\"", StringComparison.Ordinal), 400),
        ["trailing comma"] = (Create, GoodCreate[..^2] + ",}", 400),
        ["second document"] = (Create, GoodCreate + GoodCreate, 400),
        ["key in another case"] = (Create, GoodCreate.Replace("\"image\"", "\"Image\"", StringComparison.Ordinal), 400),
        ["key twice"] = (Create, With($"\"image\":\"{TestGuard.Image}\""), 400),
        ["key twice, once in another case"] = (Create, With("\"IMAGE\":\"alpine\""), 400),
        ["key twice, once escaped"] = (Create, With("\"\\u0069mage\":\"alpine\""), 400),
        ["variable twice"] = (Create, CreateBody(variables: """{"OPENCLAW_A":"1","OPENCLAW_A":"2"}"""), 400),
        ["key missing"] = (Create, GoodCreate.Replace("\"cpus\":1,", "", StringComparison.Ordinal), 400),
        ["nothing"] = (Create, "", 400),
        ["null"] = (Create, "null", 400),
        ["list"] = (Create, $"[{GoodCreate}]", 400),
        ["null image"] = (Create, GoodCreate.Replace($"\"{TestGuard.Image}\"", "null", StringComparison.Ordinal), 400),
        ["number as text"] = (Create, CreateBody(memory: "\"1073741824\""), 400),
        ["number as a fraction"] = (Create, CreateBody(memory: "1073741824.5"), 400),
        ["number too large for its type"] = (Create, CreateBody(memory: "99999999999999999999"), 400),
        ["deep nesting"] = (Create, With($"\"x\":{new string('[', 5_000)}{new string(']', 5_000)}"), 400),
        ["no text at all"] = (Create, "\u00ff\u00fe\u0000\u0001", 400),
        ["half a character"] = (Create, CreateBody(slug: "\\ud800"), 400),
        ["instance that is no key"] = (Create, CreateBody(instance: "1"), 400),

        ["image outside the policy"] = (Create, CreateBody(image: "alpine"), 422),
        ["image in another case"] = (Create, CreateBody(image: TestGuard.Image.ToUpperInvariant()), 422),
        ["image with a blank"] = (Create, CreateBody(image: TestGuard.Image + " "), 422),
        ["image by digest"] = (Create, CreateBody(image: $"{TestGuard.Image}@sha256:{new string('0', 64)}"), 422),
        ["empty instance"] = (Create, CreateBody(instance: Guid.Empty.ToString()), 422),
        ["slug that is none"] = (Create, CreateBody(slug: "No Slug"), 422),
        ["name with a slash"] = (Create, CreateBody(machine: "../etc"), 422),
        ["name with an encoded slash"] = (Create, CreateBody(machine: "nc-one%2f..%2fother"), 422),
        ["name in another case"] = (Create, CreateBody(machine: "NC-one"), 422),
        ["name of dots"] = (Create, CreateBody(machine: ".."), 422),
        ["name with a query"] = (Create, CreateBody(machine: "nc-one?force=true"), 422),
        ["name with a newline"] = (Create, CreateBody(machine: "nc-one\\n"), 422),
        ["name too long"] = (Create, CreateBody(machine: new string('a', 64)), 422),
        ["no name"] = (Create, CreateBody(machine: ""), 422),
        ["volume that is a folder"] = (Create, CreateBody(volume: "/etc"), 422),
        ["volume with options"] = (Create, CreateBody(volume: "nc-hostile-state:/data:rw"), 422),
        ["name that somebody else may take"] = (Create, CreateBody(machine: "postgres"), 422),
        ["name of another instance's machine"] = (Create, CreateBody(machine: "nc-0198f0aa111172228333444455557777"), 422),
        ["volume of another instance"] = (Create, CreateBody(volume: ScriptedEngine.OtherVolume), 422),
        ["volume that somebody else uses"] = (Create, CreateBody(volume: "postgres-data"), 422),
        ["too little memory"] = (Create, CreateBody(memory: "1073741823"), 422),
        ["too much memory"] = (Create, CreateBody(memory: "8589934593"), 422),
        ["negative memory"] = (Create, CreateBody(memory: "-1"), 422),
        ["no processor"] = (Create, CreateBody(cpus: "0"), 422),
        ["too many processors"] = (Create, CreateBody(cpus: "8.01"), 422),
        ["endless processors"] = (Create, CreateBody(cpus: "1e308"), 422),
        ["NODE_OPTIONS"] = (Create, CreateBody(variables: """{"NODE_OPTIONS":"--require=/data/x.js"}"""), 422),
        ["LD_PRELOAD"] = (Create, CreateBody(variables: """{"LD_PRELOAD":"/data/x.so"}"""), 422),
        ["PATH"] = (Create, CreateBody(variables: """{"PATH":"/data"}"""), 422),
        ["variable in small letters"] = (Create, CreateBody(variables: """{"openclaw_offline":"1"}"""), 422),
        ["variable that is two"] = (Create, CreateBody(variables: """{"OPENCLAW_A=1\nNODE_OPTIONS":"x"}"""), 422),
        ["variable with an equals sign"] = (Create, CreateBody(variables: """{"OPENCLAW_A=NODE":"x"}"""), 422),
        ["value with a newline"] = (Create, CreateBody(variables: """{"OPENCLAW_A":"1\nNODE_OPTIONS=--require=/data/x.js"}"""), 422),
        ["value with a zero"] = (Create, CreateBody(variables: """{"OPENCLAW_A":"1\u0000NODE_OPTIONS=x"}"""), 422),
        ["value that is null"] = (Create, CreateBody(variables: """{"OPENCLAW_A":null}"""), 422),
        ["value too long"] = (Create, CreateBody(variables: $$"""{"OPENCLAW_A":"{{new string('x', 1025)}}"}"""), 422),
        ["too many variables"] = (
            Create, CreateBody(variables: $"{{{string.Join(',', Enumerable.Range(0, 33).Select(n => $"\"OPENCLAW_{n}\":\"\""))}}}"), 422),

        ["absolute file"] = (Files, FilesBody("/etc/passwd"), 422),
        ["file above"] = (Files, FilesBody("../outside"), 422),
        ["file above after a detour"] = (Files, FilesBody("a/../../outside"), 422),
        ["file with a dot"] = (Files, FilesBody("./a"), 422),
        ["file with two slashes"] = (Files, FilesBody("a//b"), 422),
        ["file that is a folder"] = (Files, FilesBody("a/"), 422),
        ["file with a backslash"] = (Files, FilesBody("a\\\\..\\\\b"), 422),
        ["file with a zero"] = (Files, FilesBody("a\\u0000b"), 422),
        ["file without a name"] = (Files, FilesBody(""), 422),
        ["file with a long name"] = (Files, FilesBody(new string('a', 201)), 422),
        ["file with a mode"] = (
            Files, """{"machine":"nc-hostile","files":[{"path":"a","content":"b","mode":"04755"}]}""", 400),
        ["file that is null"] = (Files, """{"machine":"nc-hostile","files":[null]}""", 422),
        ["no files"] = (Files, """{"machine":"nc-hostile","files":[]}""", 422),
        ["too many files"] = (
            Files,
            $$"""{"machine":"nc-hostile","files":[{{string.Join(',', Enumerable.Repeat("""{"path":"a","content":"b"}""", 17))}}]}""",
            422),

        ["free command"] = ("/v1/machines/exec", """{"machine":"nc-hostile","command":"sh"}""", 422),
        ["command in another case"] = ("/v1/machines/exec", """{"machine":"nc-hostile","command":"Doctor-Fix"}""", 422),
        ["command as a number"] = ("/v1/machines/exec", """{"machine":"nc-hostile","command":0}""", 400),
        ["command as a list"] = ("/v1/machines/exec", """{"machine":"nc-hostile","command":["sh","-c","id"]}""", 400),
        ["endless grace"] = ("/v1/machines/stop", """{"machine":"nc-hostile","graceMilliseconds":600001}""", 422),
        ["negative grace"] = ("/v1/machines/stop", """{"machine":"nc-hostile","graceMilliseconds":-1}""", 422),
        ["endless lines"] = ("/v1/machines/logs", """{"machine":"nc-hostile","lines":10001}""", 422),
        ["negative lines"] = ("/v1/machines/logs", """{"machine":"nc-hostile","lines":-1}""", 422),
        ["delete with a slash"] = ("/v1/machines/delete", """{"machine":"a/../../images/b"}""", 422),
        ["delete with force"] = ("/v1/machines/delete", """{"machine":"nc-hostile","force":true}""", 400),
        ["volume with a slash"] = ("/v1/volumes/delete", """{"volume":"../networks/bridge"}""", 422),
        ["network with a slash"] = ("/v1/networks/delete", """{"network":"../containers/x"}""", 422),
        ["volume with a driver"] = (
            "/v1/volumes/ensure",
            $$"""{"instance":"{{Instance}}","volume":"nc-hostile-state","driverOpts":{"type":"none","device":"/","o":"bind"} }""",
            400),
        ["volume that somebody else may take"] = (
            "/v1/volumes/ensure", $$"""{"instance":"{{Instance}}","volume":"postgres-data"}""", 422),
        ["volume for another instance"] = (
            "/v1/volumes/ensure", $$"""{"instance":"{{Instance}}","volume":"{{ScriptedEngine.OtherVolume}}"}""", 422),
        ["foreign volume to be removed"] = ("/v1/volumes/delete", """{"volume":"postgres-data"}""", 422),
        ["foreign volume to be asked about"] = ("/v1/volumes/exists", """{"volume":"postgres-data"}""", 422),
        ["machine in the place of a volume"] = ("/v1/volumes/delete", """{"volume":"nc-hostile"}""", 422),
        ["foreign machine to be removed"] = ("/v1/machines/delete", """{"machine":"postgres"}""", 422),
        ["foreign machine to be started"] = ("/v1/machines/start", """{"machine":"postgres"}""", 422),
        ["foreign machine to be stopped"] = ("/v1/machines/stop", """{"machine":"postgres","graceMilliseconds":0}""", 422),
        ["foreign machine to be asked about"] = ("/v1/machines/inspect", """{"machine":"postgres"}""", 422),
        ["foreign machine to be waited for"] = ("/v1/machines/wait", """{"machine":"postgres"}""", 422),
        ["foreign machine's output"] = ("/v1/machines/logs", """{"machine":"postgres","lines":1}""", 422),
        ["foreign machine's use"] = ("/v1/machines/usage", """{"machine":"postgres"}""", 422),
        ["foreign machine's files"] = (Files, """{"machine":"postgres","files":[{"path":"a","content":"b"}]}""", 422),
        ["command in a foreign machine"] = ("/v1/machines/exec", """{"machine":"postgres","command":"doctor-fix"}""", 422),
        ["the beginning of an id"] = ("/v1/machines/delete", """{"machine":"0198f0aa1111"}""", 422),
        ["question with an argument"] = ("/v1/owned", """{"installation":"another"}""", 400),
    };

    public static TheoryData<string> Names => [.. _all.Keys];

    /// <param name="image">The one that the guard lets pass.</param>
    public static (string Path, byte[] Body, int Status) Find(string name, string image = TestGuard.Image)
    {
        var (path, body, status) = _all[name];
        var named = body.Replace("nc-hostile", ScriptedEngine.Machine, StringComparison.Ordinal);
        var text = name is "image in another case" ? named : named.Replace(TestGuard.Image, image, StringComparison.Ordinal);
        return (path, name is "no text at all" ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text), status);
    }

    private static string With(string extra) => GoodCreate[..^2] + $",{extra}}}";

    private static string FilesBody(string path) => $$"""{"machine":"nc-hostile","files":[{"path":"{{path}}","content":"x"}]}""";

    private static string CreateBody(
        string instance = Instance,
        string slug = "hostile",
        string machine = ScriptedEngine.Machine,
        string volume = ScriptedEngine.Volume,
        string image = TestGuard.Image,
        string memory = "1073741824",
        string cpus = "1",
        string variables = Variables) =>
        $$"""{"instance":"{{instance}}","slug":"{{slug}}","machine":"{{machine}}","volume":"{{volume}}","image":"{{image}}","memoryBytes":{{memory}},"cpus":{{cpus}},"environment":{{variables}} }""";
}

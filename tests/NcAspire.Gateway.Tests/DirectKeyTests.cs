using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NcAspire.Core.Compute;
using NcAspire.Core.Gateways;
using NcAspire.Core.Secrets;
using NcAspire.Gateway.OpenClaw;
using NcAspire.Testing;

namespace NcAspire.Gateway.Tests;

/// <summary>A gateway of its own that has keys itself. How it takes over another key, <see cref="SecretChangeTests"/> show.</summary>
public sealed class DirectKeyTests
{
    private const string Key = "dg-0123456789abcdef0123456789";
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan _readyLimit = TimeSpan.FromMinutes(4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // With the vendor's own address and a key, OpenClaw would fetch another agent first; with a variable of the key's name, still others.
    [Fact]
    public async Task It_gets_ready_without_fetching_anything()
    {
        var tools = Directory.CreateTempSubdirectory("ncaspire-tools-");
        try
        {
            var called = Path.Combine(tools.FullName, "called");
            foreach (var tool in (string[])["npm", "npx"])
            {
                var path = Path.Combine(tools.FullName, tool);
                await File.WriteAllTextAsync(path, $"#!/bin/sh\necho {tool} \"$@\" >> '{called}'\nexit 1\n", Ct);
                File.SetUnixFileMode(path, Mine);
            }

            var gateway = Samples.Gateway(new SocketsHttpHandler());
            var settings = Samples.SeparateNumber with { Model = Samples.Direct("openai/gpt-5.6-luna"), Speech = SpeechRoute.Deepgram };
            var search = $"{tools.FullName}:{Path.GetDirectoryName(Toolchain.Node)}:/usr/bin:/bin";
            await using var process = await RealGateway.StartAsync(
                (state, port) => Render(gateway, state, port, settings, [SecretCatalog.OpenAi.Name.Value, SecretCatalog.Deepgram.Name.Value]),
                [.. gateway.Environment, KeyValuePair.Create("PATH", search)],
                Ct);

            await Eventually.SeeAsync(
                () => gateway.ProbeAsync(new GatewayEndpoint(process.Address), Ct), probe => probe.Ready, _readyLimit, Ct);
            await gateway.ReloadSecretsAsync(new GatewayEndpoint(process.Address), Ct);

            Assert.False(File.Exists(called), File.Exists(called) ? await File.ReadAllTextAsync(called, Ct) : "");
            Assert.DoesNotContain(Key, process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Key, await File.ReadAllTextAsync(process.ConfigFile, Ct), StringComparison.Ordinal);
        }
        finally
        {
            tools.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_said_in_a_voice_note_is_written_down_with_the_key_in_the_file()
    {
        var heard = new List<string>();
        await using var vendor = await ListenAsync(heard);
        var address = vendor.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        var state = Directory.CreateTempSubdirectory("ncaspire-voice-");
        try
        {
            var settings = Samples.SeparateNumber with { Speech = SpeechRoute.Deepgram with { Address = new Uri($"{address}/v1") } };
            var config = JsonNode.Parse(Render(
                Samples.Gateway(new SocketsHttpHandler()), state.FullName, 18901, settings, [SecretCatalog.Deepgram.Name.Value]))!;

            // OpenClaw sends no voice to an address like the double's, which is no one else's business.
            config["models"]!["providers"]!["deepgram"]!["request"] = new JsonObject { ["allowPrivateNetwork"] = true };
            await File.WriteAllTextAsync(Path.Combine(state.FullName, "openclaw.json"), config.ToJsonString(), Ct);
            var note = Path.Combine(state.FullName, "note.wav");
            await File.WriteAllBytesAsync(note, Silence(), Ct);

            Assert.Contains("hello from the voice note", await TranscribeAsync(state.FullName, note), StringComparison.Ordinal);
            Assert.Equal([$"POST /v1/listen?model=nova-3 Token {Key}"], heard);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static string Render(OpenClawGateway gateway, string state, int port, GatewaySettings settings, string[] names)
    {
        foreach (var file in gateway.RenderSecrets(new GatewaySecrets(names.ToDictionary(name => name, _ => Key))))
        {
            var path = Path.Combine(state, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, Mine);
            File.WriteAllText(path, file.Content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var placement = new MachinePlacement(state, Toolchain.WhatsAppSimulator, "loopback", port, ["127.0.0.1"], AllowLoopback: true);
        return gateway.RenderConfig(placement, settings);
    }

    private static async Task<WebApplication> ListenAsync(List<string> heard)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            heard.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers.Authorization}");
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"results":{"channels":[{"alternatives":[{"transcript":"hello from the voice note"}]}]}}""", Ct);
        });
        await app.StartAsync(Ct);
        return app;
    }

    private static async Task<string> TranscribeAsync(string state, string file)
    {
        string[] arguments = [Path.Combine(Toolchain.OpenClaw, "openclaw.mjs"), "capability", "audio", "transcribe", "--file", file, "--json"];
        using var openClaw = new Process
        {
            StartInfo = new ProcessStartInfo(Toolchain.Node, arguments)
            {
                RedirectStandardOutput = true,
                Environment = { ["HOME"] = state, ["OPENCLAW_STATE_DIR"] = state, ["OPENCLAW_OFFLINE"] = "1" },
            },
        };
        openClaw.Start();
        var output = await openClaw.StandardOutput.ReadToEndAsync(Ct);
        await openClaw.WaitForExitAsync(Ct);
        return output;
    }

    // One second of it, 16 kHz, 16 bit, as a WAV file.
    private static byte[] Silence()
    {
        const int Length = 32_000;
        using var stream = new MemoryStream();
        using var wav = new BinaryWriter(stream, Encoding.ASCII);
        wav.Write("RIFF"u8);
        wav.Write(36 + Length);
        wav.Write("WAVEfmt "u8);
        wav.Write(16);
        wav.Write((short)1);
        wav.Write((short)1);
        wav.Write(16_000);
        wav.Write(Length);
        wav.Write((short)2);
        wav.Write((short)16);
        wav.Write("data"u8);
        wav.Write(Length);
        wav.Write(new byte[Length]);
        wav.Flush();
        return stream.ToArray();
    }
}

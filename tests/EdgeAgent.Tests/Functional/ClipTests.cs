using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.TestKit.Disk;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The sound behind events, as the real agent keeps it.</summary>
public sealed class ClipTests
{
    private const int Seconds = 150;

    [Fact]
    public async Task Run_RealRecordingWithTheShippedModel_ClipsAndRecordingsAreTheSourceBitForBitAndReplayGivesTheSameEvents()
    {
        var recording = Repository.SharedPath("data/audio/long/HYD11_20230710_060000.wav");
        using var sea = new Sea();
        var (samples, rate) = Read(recording, Seconds);
        var raw = sea.Folder.Write("hydrophone.raw", MemoryMarshal.AsBytes(samples.AsSpan()));
        var config = Configure(
            sea, Path.Combine(Repository.Root, "models/repository"), "humpback",
            // Not paced: what real time gives in minutes comes at once, so that the memory must hold all of it.
            new JsonObject { ["Kind"] = "command", ["Command"] = new JsonArray("cat", raw), ["SampleRate"] = rate, ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0 } },
            new JsonObject { ["MaxSeconds"] = 300, ["DeadlineSeconds"] = 60 },
            new JsonObject { ["Enabled"] = true, ["FileSeconds"] = 60 });
        AgentResult live;
        using (var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config] }))
        {
            await agent.OutputLineAsync("\"source-ended\"");
            agent.Signal("TERM");
            live = (await agent.EndAsync()).Exits(0);
        }

        var stream = AgentEvents.Parse(live.Output).First(e => e["stream"] is not null)["stream"]!["id"]!.ToString();
        var closed = AgentEvents.Closed(live.Output).Where(e => e["stream"]!["id"]!.ToString() == stream).ToArray();
        Assert.True(closed.Length >= 3, "the recording has whales in it");
        var evidence = Path.Combine(sea.Folder["state"], "evidence");
        foreach (var e in closed) CheckMedia(e, evidence, samples, rate);

        // The agent's own recordings, joined, are what it heard.
        var files = Directory.EnumerateFiles(Path.Combine(evidence, "reef", "recordings"), "*.flac", SearchOption.AllDirectories).Where(f => Comment(f).Contains($"EdgeAgent|Stream: {stream}\n", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= 2);
        Assert.Equal(samples, files.SelectMany(f => Read(f, int.MaxValue).Samples));

        // And replaying them gives the same events, with their ids.
        var replayed = (await AgentProcess.RunAsync(["replay", .. files, "--pipeline", "reef", "--config", config])).Exits(0);
        Assert.Equal(AgentEvents.Parse(live.Output).Where(e => e["stream"]?["id"]?.ToString() == stream).Select(Compared).Order(StringComparer.Ordinal), AgentEvents.Parse(replayed.Output).Where(e => e["id"] is not null).Select(Compared).Order(StringComparer.Ordinal));

        // A clip says what it is to the reader that replay uses.
        var clip = (await AgentProcess.RunAsync("replay", Path.Combine(evidence, (string)closed[0]["media"]![0]!["path"]!), "--pipeline", "reef", "--config", config)).Exits(0);
        Assert.All(AgentEvents.Closed(clip.Output), e => Assert.StartsWith("2", (string)e["onset"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_DiskForClipsIsFull_EventsGoOutWithoutThemAndWithThemWhenThereIsRoomAgain()
    {
        using var sea = new Sea();
        using var disk = new SmallDisk(1 << 20);
        var song = sea.Folder.Write("song.raw", new Song(SongMaker.Make(8, EnergyPackage.Rate, [(2, 5)]), EnergyPackage.Rate).Raw);
        var config = Configure(
            sea, sea.Repository, "energy",
            // Again and again: each run is an epoch with a call in it.
            new JsonObject { ["Kind"] = "command", ["Command"] = new JsonArray("cat", song), ["SampleRate"] = EnergyPackage.Rate, ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["RestartSeconds"] = 0.2 } },
            new JsonObject { ["Spectrogram"] = false }, recording: null,
            new JsonObject { ["Directory"] = disk.Path, ["ReserveMB"] = 0 });
        disk.Fill();
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config] });
        await agent.OutputLineAsync("\"close\"");
        await Until.HoldsAsync(() => Closed().Count >= 3);
        Assert.DoesNotContain(Closed(), e => e["media"] is not null);
        disk.Free();
        await Until.HoldsAsync(() => Closed().Any(e => e["media"] is not null));
        agent.Signal("TERM");
        var output = (await agent.EndAsync()).Exits(0).Output;
        var all = AgentEvents.Closed(output);
        var told = AgentEvents.Gaps(output).FindAll(g => (string?)g["cause"] == "evidence-refused");
        Assert.Equal(2, told.Count);
        Assert.Contains("takes no evidence", (string?)told[0]["detail"], StringComparison.Ordinal);
        Assert.Null(told[0]["to"]);
        Assert.Equal(((string?)told[0]["from"], 0), ((string?)told[1]["from"], (double)told[1]["lost"]!["seconds"]!));
        Assert.Matches("^evidence is kept again; [0-9]+ files were not$", (string?)told[1]["detail"]);

        var kept = all.First(e => e["media"] is not null)["media"]![0]!;
        Assert.Equal((string)kept["sha256"]!, Hash(Path.Combine(disk.Path, (string)kept["path"]!)));

        List<JsonObject> Closed() => AgentEvents.Closed(agent.OutputLines);
    }

    [Fact]
    public async Task Run_ClipsAndRecordings_TheReferenceDecoderFindsThemWhole()
    {
        var flac = Programs.Need("flac", "flac");
        using var sea = new Sea();
        var song = sea.Folder.Write("song.raw", new Song(SongMaker.Make(30, EnergyPackage.Rate, [(3, 6), (12, 13), (20, 26)]), EnergyPackage.Rate).Raw);
        var config = Configure(
            sea, sea.Repository, "energy",
            new JsonObject { ["Kind"] = "command", ["Command"] = new JsonArray("cat", song), ["SampleRate"] = EnergyPackage.Rate, ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["RestartSeconds"] = 0.2 } },
            new JsonObject { ["Spectrogram"] = false }, new JsonObject { ["Enabled"] = true, ["FileSeconds"] = 10 });
        using (var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config] }))
        {
            await Until.HoldsAsync(() => AgentEvents.Closed(agent.OutputLines).Count(e => e["media"] is not null) >= 3);
            agent.Signal("TERM");
            (await agent.EndAsync()).Exits(0);
        }

        var files = Directory.GetFiles(Path.Combine(sea.Folder["state"], "evidence"), "*.flac", SearchOption.AllDirectories);
        var recordings = files.Count(f => f.Contains("/recordings/", StringComparison.Ordinal));
        Assert.True(recordings >= 2 && files.Length >= recordings + 3, $"{recordings} recordings of {files.Length} files");
        // Decodes every sample and compares it with the MD5 in the header; a warning is a fault too.
        await Programs.RunAsync(flac, ["--test", "--silent", "--warnings-as-errors", .. files]);

        // And it would say so.
        var bytes = await File.ReadAllBytesAsync(files[0], TestContext.Current.CancellationToken);
        bytes[^20] ^= 0x55;
        await File.WriteAllBytesAsync(files[0], bytes, TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<Exception>(() => Programs.RunAsync(flac, ["--test", "--silent", files[0]]));
    }

    [Fact]
    public async Task Replay_WithClips_PartsGiveTheClipsOfTheWholeAndTheEventsStayTheSame()
    {
        using var sea = new Sea();
        var song = sea.Folder.Write("BUOY_20260315_093000.wav", WavWriter.Pcm16(SongMaker.Make(60, EnergyPackage.Rate, SongMaker.Calls(60)), EnergyPackage.Rate));
        string[] rules = ["--rule", "KOfN=1/1", "--rule", "Smoothing=none", "--rule", "MinSeconds=0", "--rule", "MergeGapSeconds=0.1"];
        var without = (await sea.ReplayAsync([song, .. rules])).Exits(0).Output;
        var whole = (await sea.ReplayAsync([song, .. rules, "--clips", sea.Folder["whole"]])).Exits(0).Output;
        var again = (await sea.ReplayAsync([song, .. rules, "--clips", sea.Folder["again"]])).Exits(0).Output;
        var parts = new List<string>();
        for (var i = 1; i <= 2; i++) parts.AddRange((await sea.ReplayAsync([song, .. rules, "--clips", sea.Folder["parts"], "--shard", $"{i}/2"])).Exits(0).Output);

        Assert.True(AgentEvents.Closed(whole).Count > 4);
        Assert.All(AgentEvents.Closed(whole), e => Assert.Equal(["clip", "spectrogram"], e["media"]!.AsArray().Select(m => (string)m!["kind"]!)));
        Assert.Equal(AgentEvents.Without(without, "media"), AgentEvents.Without(whole, "media"));
        Assert.Equal(whole, again);
        Assert.Equal(whole, parts);
        Assert.Equal(Hashes(sea.Folder["whole"]), Hashes(sea.Folder["parts"]));
    }

    [Fact]
    public async Task Replay_ClipsWhereNoneCanBeWritten_SaysSoAndExitsOne()
    {
        using var sea = new Sea();
        var result = await sea.ReplayAsync(sea.ShortSong(), "--clips", Path.Combine(sea.Folder.Write("file", [1]), "below"), "--rule", "KOfN=1/1", "--rule", "Smoothing=none", "--rule", "MinSeconds=0");

        result.Exits(1).Notes("have no clip");
        Assert.NotEmpty(AgentEvents.Closed(result.Output));
    }

    private static void CheckMedia(JsonObject e, string evidence, short[] samples, int rate)
    {
        var media = e["media"]!.AsArray();
        Assert.Equal(["clip", "spectrogram"], media.Select(m => (string)m!["kind"]!));
        foreach (var one in media)
        {
            var path = Path.Combine(evidence, (string)one!["path"]!);
            Assert.Equal((string)one["sha256"]!, Hash(path));
            Assert.Equal((long)one["bytes"]!, new FileInfo(path).Length);
        }

        var clip = Path.Combine(evidence, (string)media[0]!["path"]!);
        var guano = Comment(clip);
        Assert.Contains($"Id: {e.Id()}\n", guano, StringComparison.Ordinal);
        var positions = guano.Split("EdgeAgent|Event Positions: ")[1].Split('\n')[0].Split(' ').Select(int.Parse).ToArray();
        Assert.True(positions[0] <= e.First() && positions[1] >= Math.Min(samples.Length, e.Last()));
        Assert.Equal(Math.Max(0, e.First() - (2 * rate)), positions[0]);
        var (cut, cutRate) = Read(clip, int.MaxValue);
        Assert.Equal(rate, cutRate);
        Assert.Equal(samples[positions[0]..positions[1]], cut);
        foreach (var (program, arguments) in new[] { ("flac", new[] { "-t", "-s", clip }), ("ffmpeg", ["-nostdin", "-v", "error", "-i", clip, "-f", "null", "-"]), ("ffmpeg", ["-nostdin", "-v", "error", "-i", Path.ChangeExtension(clip, "png"), "-f", "null", "-"]) })
            if (File.Exists($"/usr/bin/{program}")) Assert.Equal("", Complaint(program, arguments));
        if (OpenCvLibrary.WhyMissing() is null) Assert.Equal(1020, Width(Path.ChangeExtension(clip, "png")));
    }

    private static int Width(string path)
    {
        using var decoder = new ImageFileDecoder();
        Assert.True(decoder.TryDecode(File.ReadAllBytes(path), new ImageDecodeOptions(), out var image, out var fault), fault?.ToString());
        return image.Width;
    }

    private static string Complaint(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? complaint : $"exit {process.ExitCode}: {complaint}";
    }

    private static string Compared(JsonObject e) => $"{e.Id()} {e["revision"]} {e["state"]} {e.First()} {e.Last()} {e["label"]} {e["score"]!.ToJsonString()}";

    private static (short[] Samples, int Rate) Read(string path, int seconds)
    {
        using var reader = SndFileReader.Open(path);
        var samples = new float[Math.Min(reader.Frames, (long)seconds * reader.SampleRate)];
        Assert.Equal(samples.Length, reader.Read(samples));
        return ([.. samples.Select(s => (short)(s * 32768))], reader.SampleRate);
    }

    private static string Comment(string path)
    {
        using var reader = SndFileReader.Open(path);
        return reader.Comment ?? "";
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static string[] Hashes(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(folder, f)} {Hash(f)}")];

    private static string Configure(Sea sea, string repository, string model, JsonObject source, JsonObject clips, JsonObject? recording, JsonObject? retention = null)
    {
        var pipeline = new JsonObject
        {
            ["Name"] = "reef",
            ["Source"] = source,
            ["Models"] = new JsonArray(new JsonObject { ["Name"] = model }),
            ["Clips"] = clips,
        };
        if (recording is not null) pipeline["Recording"] = recording;
        if (model == "energy") pipeline["Events"] = new JsonObject { ["KOfN"] = "1/1", ["Smoothing"] = "none", ["MinSeconds"] = "0", ["MergeGapSeconds"] = "0.1" };
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = sea.Folder["state"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Models"] = new JsonObject { ["Repository"] = repository },
            ["Pipelines"] = new JsonArray(pipeline),
        };
        if (retention is not null) root["Retention"] = retention;
        return sea.Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }
}

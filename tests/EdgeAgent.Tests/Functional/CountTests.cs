using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Synthesis.Fields;
using EdgeAgent.Synthesis.Pictures;

namespace EdgeAgent.Tests.Functional;

/// <summary>Counting through the real binary: the shipped spore cascade over fields of a sampler's slide, some of which must not count.</summary>
public sealed class CountTests : IDisposable
{
    // None of the seeds that the training takes.
    private const ulong Seed = 81_001;
    private const int Width = 896, Height = 672;
    private const double MicrometersPerPixel = 0.6;
    private const double FieldArea = Width * Height * MicrometersPerPixel * MicrometersPerPixel / 1e6;

    private static readonly DateTimeOffset Morning = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly PictureFile _file = new();
    private readonly Dictionary<string, int[]> _truth = [];

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Replay_FieldsOfASlide_TellsCountsWithIntervalsAndLeavesOutWhatCannotCount()
    {
        Need();
        var slide = Slide();
        var (results, clips) = (Path.Combine(_folder.Path, "results"), Path.Combine(_folder.Path, "clips"));

        (await AgentProcess.RunAsync("replay", slide, "--config", Configure(slide), "--pipeline", "slide", "--out", results, "--format", "ndjson,csv", "--clips", clips)).Exits(0);

        var fields = File.ReadAllLines(Path.Combine(results, "fields.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[1]);
        foreach (var cells in fields.Values) TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', cells));
        Assert.Equal(["blurred", "saturated", "duplicate", "duplicate"], new[] { "c-blurred.png", "d-white.png", "e-again.png", "f-moved.png" }.Select(name => fields[name][4]));
        Assert.All(_truth.Keys, name => Assert.Equal("", fields[name][4]));

        var events = AgentEvents.Parse(File.ReadLines(Path.Combine(results, "events.ndjson")));
        Assert.All(events, e => Assert.Equal(("close", 0), ((string)e["state"]!, (int)e["revision"]!)));
        Assert.Equal([Morning, Morning.AddHours(1)], events.Select(e => DateTimeOffset.Parse((string)e["onset"]!, CultureInfo.InvariantCulture)).Distinct());
        foreach (var (hour, names) in new[] { (8, new[] { "a.png", "b.png" }), (9, ["g.png", "h.png"]) })
            for (var label = 0; label < ParticleKinds.Spores; label++)
            {
                var told = events.Single(e => (string)e["label"]! == ParticleKinds.Names[label] && ((string)e["onset"]!).Contains($"T{hour:D2}:00", StringComparison.Ordinal));
                var counting = told["counting"]!;
                var (count, there) = ((int)told["count"]!, names.Sum(name => _truth[name][label]));
                Assert.InRange(count, there - 1, there + 1);
                Assert.Equal(2 * FieldArea, (double)counting["analysedSquareMillimeters"]!, 1e-5);
                // 10 L/min over 60 min onto 28 mm².
                Assert.Equal(count / (0.6 * 2 * FieldArea / 28), (double)counting["perCubicMeter"]!, 1e-3);
                Assert.True((double)counting["low95"]! <= count && count < (double)counting["high95"]!);
                Assert.Equal(Math.Min(count, 5), (int)counting["crops"]!);
                Assert.Equal("fields", (string)told["media"]![0]!["kind"]!);
            }

        var excluded = events[0]["counting"]!["excluded"]!.AsArray().ToDictionary(e => (string)e!["reason"]!, e => ((int)e!["fields"]!, (double)e["squareMillimeters"]!));
        Assert.Equal((1, Math.Round(FieldArea, 6)), (excluded["blurred"].Item1, excluded["blurred"].Item2));
        Assert.Equal((1, 2), (excluded["saturated"].Item1, excluded["duplicate"].Item1));
        Assert.Equal(events.Sum(e => (int)e["counting"]!["crops"]!), Directory.EnumerateFiles(clips, "*.png", SearchOption.AllDirectories).Count());
        Assert.Equal(1 + events.Count, File.ReadLines(Path.Combine(results, "counts.csv")).Count());
    }

    [Fact]
    public async Task Run_FolderAndARestart_GivesTheEventsOfReplay()
    {
        Need();
        var slide = Slide();
        var configuration = Configure(slide);
        var results = Path.Combine(_folder.Path, "results");
        (await AgentProcess.RunAsync("replay", slide, "--config", configuration, "--pipeline", "slide", "--out", results)).Exits(0);
        var later = _folder.Folder("later");
        foreach (var name in new[] { "g.png", "h.png" }) File.Move(Path.Combine(slide, name), Path.Combine(later, name));

        // The first hour's fields are counted by one run and told by the next.
        using (var agent = Start(configuration))
        {
            await Looked(agent, 6);
            agent.Signal("TERM");
            Assert.DoesNotContain((await agent.EndAsync()).Exits(0).Output, line => line.Contains("\"count\"", StringComparison.Ordinal));
        }

        foreach (var name in new[] { "g.png", "h.png" }) File.Move(Path.Combine(later, name), Path.Combine(slide, name));
        using var again = Start(configuration);
        await again.OutputLineAsync("\"count\"");
        again.Signal("TERM");
        var live = Comparable((await again.EndAsync()).Exits(0).Output);

        // The second hour is still open live, and ends with the input in a replay.
        Assert.Equal(Comparable(File.ReadLines(Path.Combine(results, "events.ndjson"))).Where(line => line.Contains("T08:00", StringComparison.Ordinal)), live);
        Assert.Equal(ParticleKinds.Spores, live.Length);

        static string[] Comparable(IEnumerable<string> lines) => [.. AgentEvents.Parse(lines).Where(e => e["state"] is not null).Select(e =>
            $"{e["id"]} {e["revision"]} {e["state"]} {e["label"]} {e["onset"]} {e["offset"]} {e["stream"]!.ToJsonString()} {e["score"]!.ToJsonString()} {e["count"]} {Figures(e["counting"]!)} {e["config"]}").Order(StringComparer.Ordinal)];

        // A replay keeps pictures only where it is told to.
        static string Figures(JsonNode counting)
        {
            var figures = counting.DeepClone().AsObject();
            figures.Remove("crops");
            return figures.ToJsonString();
        }
    }

    [Fact]
    public async Task Validate_CountingThatMeansNothing_SaysWhatWouldBeRight()
    {
        var configuration = Configure(_folder.Path);
        (await AgentProcess.RunAsync("validate", "--config", configuration, "--set", "Pipelines:0:Frames:Counting:MicrometersPerPixel=0")).Refuses(78, "Counting:MicrometersPerPixel", "stage micrometer");
        (await AgentProcess.RunAsync("validate", "--config", configuration, "--set", "Pipelines:0:Frames:Counting:Interval=5h")).Refuses(78, "Counting:Interval", "3h");
        (await AgentProcess.RunAsync("validate", "--config", configuration, "--set", "Pipelines:0:Frames:Motion:Enabled=true")).Refuses(78, "Motion:Enabled");
        (await AgentProcess.RunAsync("validate", "--config", configuration, "--set", "Pipelines:0:Models:0:Name=scenes")).Refuses(78, "Frames:Counting", "scenes names whole pictures");
    }

    private static void Need() => Assert.SkipWhen(OpenCvLibrary.WhyMissing() is not null, OpenCvLibrary.WhyMissing() ?? "");

    private static AgentProcess Start(string configuration) => AgentProcess.Start(new AgentStart { Arguments = ["run", "--json", "--config", configuration] });

    // Everything that is told of a field is on disk when its file is in the journal.
    private async Task Looked(AgentProcess agent, int fields)
    {
        await agent.ErrorLineAsync("slide: looks at");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var journal = Path.Combine(_folder.Path, "state", "seen", "slide");
        while (!File.Exists(journal) || File.ReadLines(journal).Count() < fields) await Task.Delay(100, patience.Token);
    }

    // Two fields of the first hour, four that can't count, and two of the second.
    private string Slide()
    {
        var slide = _folder.Folder("slide");
        byte[]? first = null;
        foreach (var (name, index, hour) in new[] { ("a.png", 0, 0.1), ("b.png", 1, 0.2), ("g.png", 2, 1.1), ("h.png", 3, 1.2) })
        {
            var field = FieldPicture.Create(new FieldRules(Width, Height, Spores: 40, Debris: 25, Even: true), Seed + (ulong)index);
            first ??= field.Pixels;
            Write(slide, name, field.Pixels, hour);
            _truth[name] = [.. Enumerable.Range(0, ParticleKinds.Spores).Select(label => field.Spores.Count(s => s.Label == label && s.X + (s.Width / 2.0) < Width && s.Y + (s.Height / 2.0) < Height))];
        }

        Write(slide, "c-blurred.png", Blurred(FieldPicture.Create(new FieldRules(Width, Height, 40, 25, true), Seed + 4).Pixels), 0.3);
        Write(slide, "d-white.png", [.. first!.Select(level => (byte)Math.Min(255, level * 3))], 0.4);
        Write(slide, "e-again.png", first!, 0.5);
        Write(slide, "f-moved.png", Moved(first!), 0.6);
        return slide;
    }

    private void Write(string folder, string name, byte[] pixels, double hour)
    {
        var path = Path.Combine(folder, name);
        _file.WriteColour(path, pixels, Width, Height);
        File.SetLastWriteTimeUtc(path, Morning.AddHours(hour).UtcDateTime);
    }

    // The stage came back, two pixels off, and another light.
    private static byte[] Moved(byte[] pixels)
    {
        var moved = new byte[pixels.Length];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width * 3; x++)
                moved[(y * Width * 3) + x] = (byte)(pixels[(Math.Min(y + 2, Height - 1) * Width * 3) + Math.Min(x + 6, (Width * 3) - 1)] * 0.95);
        return moved;
    }

    // Out of focus: a mean over 17 pixels, twice, each way.
    private static byte[] Blurred(byte[] pixels)
    {
        var (from, to) = (pixels.Select(level => (float)level).ToArray(), new float[pixels.Length]);
        for (var pass = 0; pass < 4; pass++)
        {
            var (across, down) = pass % 2 == 0 ? (1, 0) : (0, 1);
            for (var y = 0; y < Height; y++)
                for (var x = 0; x < Width; x++)
                    for (var c = 0; c < 3; c++)
                    {
                        var sum = 0f;
                        for (var i = -8; i <= 8; i++) sum += from[((Math.Clamp(y + (i * down), 0, Height - 1) * Width) + Math.Clamp(x + (i * across), 0, Width - 1)) * 3 + c];
                        to[(((y * Width) + x) * 3) + c] = sum / 17;
                    }

            (from, to) = (to, from);
        }

        return [.. from.Select(level => (byte)level)];
    }

    private string Configure(string slide)
    {
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-box", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = _folder["state"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Control"] = new JsonObject { ["Socket"] = _folder["control.sock"], ["HttpSocket"] = _folder["http.sock"] },
            ["Models"] = new JsonObject { ["Repository"] = Path.Combine(Repository.Root, "models", "repository") },
            ["Pipelines"] = new JsonArray(new JsonObject
            {
                ["Name"] = "slide",
                ["Source"] = new JsonObject { ["Kind"] = "directory", ["Name"] = "microscope", ["Path"] = slide, ["SettleSeconds"] = 0.2 },
                ["Models"] = new JsonArray(new JsonObject { ["Name"] = "spores" }),
                ["Frames"] = new JsonObject
                {
                    ["Counting"] = new JsonObject
                    {
                        ["Enabled"] = true, ["Interval"] = "1h", ["FlowLitersPerMinute"] = 10, ["ExposureMinutes"] = 60, ["DepositSquareMillimeters"] = 28, ["MicrometersPerPixel"] = MicrometersPerPixel, ["MaxCrops"] = 5,
                    },
                },
            }),
        };
        return _folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }
}

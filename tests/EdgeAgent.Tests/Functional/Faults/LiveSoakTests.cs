using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.Tests.Telemetry;

namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>Sixteen hydrophones at 48 kHz with the shipped model for an hour in real time, as a box hears them: memory stays, the collector of old garbage is not needed. <c>make soak-live</c>.</summary>
/// <remarks>Not faster than real time: a source whose clock runs a hundred times too fast has the agent date it anew with every look, which no hydrophone does.</remarks>
public sealed class LiveSoakTests(ITestOutputHelper output)
{
    private const int Rate = 48_000;
    private const int NoiseSeconds = 60;
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(5);

    // A sound card: blocks of 100 ms when they are due, for ever.
    private const string Card = """
        import sys, time
        sound = open(sys.argv[1], 'rb').read()
        block, due, at = int(sys.argv[2]) // 10 * 2, time.monotonic(), 0
        while True:
            sys.stdout.buffer.write(sound[at:at + block])
            sys.stdout.buffer.flush()
            at = (at + block) % len(sound)
            due += 0.1
            time.sleep(max(0, due - time.monotonic()))
        """;

    [Fact(Explicit = true)]
    public async Task Run_SixteenHydrophones_MemoryStaysAndNothingIsLost()
    {
        var minutes = Number("EDGEAGENT_SOAK_MINUTES") ?? 60;
        var streams = (int)(Number("EDGEAGENT_SOAK_STREAMS") ?? 16);
        var repository = Path.Combine(Repository.Root, "models/repository");
        using var folder = new TemporaryFolder();
        using var collector = new CollectorDouble();
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", Configure(folder, repository, streams), "--set", $"Telemetry:OtlpEndpoint={collector.Address}", "--set", "Telemetry:OtlpProtocol=http", "--set", "Telemetry:OtlpSeconds=5"],
            Under = ["sh", "-c", "echo $$ > \"$1\"; shift; exec \"$@\"", "sh", folder["agent.pid"]],
        });
        await agent.ErrorLineAsync("Ctrl-C stops.");
        var process = int.Parse(File.ReadAllText(folder["agent.pid"]), CultureInfo.InvariantCulture);
        var began = TimeProvider.System.GetTimestamp();
        var samples = new List<(double Hours, double Megabytes)>();
        var (warmSound, warmCpu, warmOld) = (0.0, 0.0, 0.0);
        using var timer = new PeriodicTimer(Sampling);
        while (await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            var sound = Enumerable.Range(1, streams).Min(i => collector.Values.GetValueOrDefault($"edgeagent.pipeline.analysed reef-{i}"));
            var resident = long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize / 1e6;
            if (sound >= minutes * 12)
            {
                // A fifth of it is warm-up.
                if (samples.Count == 0) (warmSound, warmCpu, warmOld) = (Total(collector, streams), Cpu(process), collector.Values.GetValueOrDefault("dotnet.gc.collections gen2"));
                samples.Add((TimeProvider.System.GetElapsedTime(began).TotalHours, resident));
            }

            Assert.True(sound >= TimeProvider.System.GetElapsedTime(began).TotalSeconds - 120, $"{sound:F0} s of the slowest stream were analysed in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s");
            if (sound >= minutes * 60) break;
        }

        var share = (Cpu(process) - warmCpu) / (Total(collector, streams) - warmSound);
        var old = collector.Values.GetValueOrDefault("dotnet.gc.collections gen2") - warmOld;
        var slope = Slope([.. samples]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{streams} streams of {minutes:F0} min in {TimeProvider.System.GetElapsedTime(began).TotalMinutes:F1} min: resident {samples[0].Megabytes:F1} to {samples[^1].Megabytes:F1} MB, {slope:F2} MB an hour"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gen-2 collections after warm-up: {old:F0}; CPU {share * 100:F3} % of a core a stream: two cores carry {Math.Floor(2 / share):F0} streams"));
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        Assert.DoesNotContain(AgentEvents.Gaps(result.Output), g => (string?)g["cause"] != "restarted");
        Assert.InRange(slope, double.NegativeInfinity, 1);
        Assert.Equal(0, old);
    }

    private static double Total(CollectorDouble collector, int streams) => Enumerable.Range(1, streams).Sum(i => collector.Values.GetValueOrDefault($"edgeagent.pipeline.analysed reef-{i}"));

    // proc(5): user and system time in ticks of a hundredth of a second.
    private static double Cpu(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(words[11], CultureInfo.InvariantCulture) + long.Parse(words[12], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static double Slope((double X, double Y)[] points)
    {
        var (x, y) = (points.Average(p => p.X), points.Average(p => p.Y));
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        return spread > 0 ? points.Sum(p => (p.X - x) * (p.Y - y)) / spread : 0;
    }

    private static double? Number(string name) => double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Configure(TemporaryFolder folder, string repository, int streams)
    {
        var noise = new byte[2 * Rate * NoiseSeconds];
        var random = new Random(1);
        for (var i = 0; i < noise.Length; i += 2) BitConverter.TryWriteBytes(noise.AsSpan(i), (short)random.Next(-300, 300));
        var raw = folder.Write("noise.raw", noise);
        var pipelines = new JsonArray();
        for (var i = 1; i <= streams; i++)
        {
            pipelines.Add(new JsonObject
            {
                ["Name"] = $"reef-{i}",
                ["Source"] = new JsonObject
                {
                    ["Kind"] = "command", ["SampleRate"] = Rate, ["Command"] = new JsonArray("/usr/bin/python3", "-c", Card, raw, Rate.ToString(CultureInfo.InvariantCulture)),
                },
                ["Models"] = new JsonArray(new JsonObject { ["Name"] = "humpback", ["Variant"] = "int8" }),
                ["Overload"] = new JsonObject { ["Mode"] = "off" },
            });
        }

        return folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = folder["state"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Models"] = new JsonObject { ["Repository"] = repository },
            ["Runtime"] = new JsonObject { ["Provider"] = "cpu" },
            ["Pipelines"] = pipelines,
        }.ToJsonString()));
    }
}

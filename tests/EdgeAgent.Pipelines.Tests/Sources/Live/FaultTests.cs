using System.Globalization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>A real program that fails in every way at seeded moments, in real time, with a watchdog of a second and a half.</summary>
[Collection(nameof(OneProcessTree))]
public sealed class FaultTests
{
    private const int Rate = 8000;

    private static readonly WatchdogOptions Options = new()
    {
        Stall = TimeSpan.FromSeconds(1.5),
        Frozen = TimeSpan.FromSeconds(1.5),
        RateWindow = TimeSpan.FromSeconds(3),
        RateTolerance = 0.2,
        RestartLimit = TimeSpan.FromSeconds(0.5),
    };

    /// <summary>What the recorder does, and the cause that must be told.</summary>
    private static readonly (string Fault, string Cause)[] Faults =
    [
        ("killed", "source-ended"), ("stopped", "source-stalled"), ("silent", "source-stalled"), ("torn", "source-ended"), ("fast", "wrong-rate"),
        ("slow", "wrong-rate"), ("garbage", "garbage"), ("constant", "frozen"), ("repeating", "frozen"), ("exits", "source-ended"), ("closed", "source-ended"), ("trickle", "wrong-rate"),
    ];

    [Fact]
    public async Task Run_TwelveFaultsInThreeSources_EachIsToldComesBackAndTheTimeAddsUp()
    {
        Tools.Need(Tools.Python);
        using var folder = new TemporaryFolder();
        var script = folder.Write("recorder.py", """
            import os, random, signal, struct, sys, time
            folder, seed = sys.argv[1], int(sys.argv[2])
            faults = sorted(os.listdir(folder))
            fault = faults[0] if faults else '99-none'
            if faults: os.remove(os.path.join(folder, fault))
            fault = fault[3:]
            r = random.Random(seed)
            rate = 8000
            def out(b):
                while b: b = b[os.write(1, b):]
            def noise(n): return struct.pack('<%df' % n, *[r.uniform(-.5, .5) for _ in range(n)])
            def play(seconds, speed=1.0, make=noise):
                start, sent = time.monotonic(), 0
                while True:
                    passed = time.monotonic() - start
                    if passed > seconds: return
                    due = int(passed * rate * speed)
                    if due > sent:
                        out(make(due - sent))
                        sent = due
                    time.sleep(0.02)
            play(0.4 + r.random() * 0.5)
            if fault == 'killed': os.kill(os.getpid(), signal.SIGKILL)
            if fault == 'stopped': os.kill(os.getpid(), signal.SIGSTOP)
            if fault == 'silent': time.sleep(1000)
            if fault == 'torn': out(noise(700)[:-3]); os._exit(1)
            if fault == 'fast': play(1000, 2.0)
            if fault == 'slow': play(1000, 0.4)
            if fault == 'trickle': play(1000, 0.05)
            if fault == 'garbage': out(bytes(r.randrange(256) for _ in range(40000))); time.sleep(1000)
            if fault == 'constant': play(1000, 1.0, lambda n: struct.pack('<f', 0.25) * n)
            if fault == 'repeating':
                block = noise(400)
                at = [0]
                def again(n):
                    b = bytearray()
                    for _ in range(n):
                        b += block[at[0]:at[0] + 4]
                        at[0] = (at[0] + 4) % len(block)
                    return bytes(b)
                play(1000, 1.0, again)
            if fault == 'exits': print('the cable is out', file=sys.stderr); sys.exit(7)
            if fault == 'closed': os.close(1); time.sleep(1000)
            play(1000)
            """u8);
        var pipes = Pipes();
        var random = new Random(20260315);
        var shuffled = Faults.ToArray();
        random.Shuffle(shuffled);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => RunAsync(folder, script, i, [.. shuffled.Skip(i * 4).Take(4)])));

        Assert.Empty(Children());
        // Fewer is no leak: what ran before may have closed its own meanwhile.
        Assert.InRange(Pipes(), 0, pipes);
    }

    private static async Task RunAsync(TemporaryFolder folder, string script, int index, (string Fault, string Cause)[] faults)
    {
        var list = folder.Folder($"faults-{index}");
        for (var i = 0; i < faults.Length; i++) await File.WriteAllTextAsync(Path.Combine(list, $"{i:D2}-{faults[i].Fault}"), "", TestContext.Current.CancellationToken);
        var input = LiveInputs.Command([Tools.Python, "-u", script, list, $"{index}"], new AudioFormat(Rate, 1, SampleEncoding.F32), TimeProvider.System);
        var source = new SupervisedSource(input, Options, TimeProvider.System, new Random(index));
        var run = new SupervisedRun(source);
        await run.UntilAsync(() => run.Epochs.Count == 1, "the first sound is there");
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < faults.Length; i++)
        {
            await run.UntilAsync(() => run.Gaps.Count > 2 * i, $"{faults[i].Fault} is told");
            Assert.Equal((faults[i].Fault, faults[i].Cause), (faults[i].Fault, run.Gaps[2 * i].Cause));
            await run.UntilAsync(() => run.Gaps.Count > (2 * i) + 1 && run.Epochs.Count > i + 1, $"sound comes back after {faults[i].Fault}");
        }

        await run.UntilAsync(() => run.Epochs[^1] > Rate, "it is well again");
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var (delivered, declared) = (run.DeliveredSeconds, run.DeclaredSeconds);
        await run.DisposeAsync();

        Assert.Equal(faults.Select(f => f.Cause), run.Closed.Select(g => g.Cause));
        Assert.Equal(faults.Length, source.Restarts);
        // What a fast source sent too much, and what a slow one sent too little before it fell behind by a quarter of a second, is no gap.
        var surplus = faults.Any(f => f.Fault == "fast") ? 4.0 : 0;
        Assert.InRange(delivered + declared, elapsed - 0.3 - (0.3 * faults.Length), elapsed + 0.3 + (0.3 * faults.Length) + surplus);
    }

    private static int Pipes() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(f => f.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);

    private static string[] Children() =>
    [
        .. Directory.GetDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out _)).Select(f =>
        {
            try
            {
                var stat = File.ReadAllText(f + "/stat");
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) ? stat : null;
            }
            catch (IOException)
            {
                return null;
            }
        }).OfType<string>(),
    ];
}

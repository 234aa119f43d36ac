using System.Diagnostics;
using System.Globalization;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon at a named pipe, under a wall clock that the test sets.</summary>
internal sealed class ClockRun : IDisposable
{
    private const int Rate = EnergyPackage.Rate;

    private readonly Sea _sea;
    private readonly string _clock;
    private FileStream? _pipe;

    private ClockRun(Sea sea, string clock, AgentProcess agent) => (_sea, _clock, Agent) = (sea, clock, agent);

    public AgentProcess Agent { get; }

    private string Pipe => _sea.Folder["hydrophone"];

    /// <summary>Starts it, its clock off by so many seconds.</summary>
    public static async Task<ClockRun> StartAsync(Sea sea, long offset)
    {
        var library = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib" }
            .Select(folder => Path.Combine(folder, "faketime/libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(library is null, "libfaketime is not installed");
        var clock = sea.Folder["clock"];
        var pipe = sea.Folder["hydrophone"];
        if (!File.Exists(pipe))
        {
            using var mkfifo = Process.Start("mkfifo", [pipe]);
            await mkfifo.WaitForExitAsync();
        }

        var config = LiveConfiguration.Write(sea, new LivePipelineText("reef", pipe, "pipe"));
        File.WriteAllText(clock, Text(offset));
        var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", config, "--set", $"Agent:StateDirectory={sea.Folder["state"]}"],
            Environment = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_NO_CACHE"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                // Waits by the monotonic clock are not to be converted to the wall clock: with them every timer stands still in 1970.
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
                ["NO_FAKE_STAT"] = "1",
            },
        });
        await agent.ErrorLineAsync("Ctrl-C stops.");
        return new ClockRun(sea, clock, agent);
    }

    /// <summary>Sets the clock: off by so many seconds from the right time.</summary>
    public void SetClock(long offset)
    {
        File.WriteAllText(_clock + ".new", Text(offset));
        File.Move(_clock + ".new", _clock, overwrite: true);
    }

    /// <summary>Lets it hear calls of four seconds between silences of six.</summary>
    public async Task HearAsync(int calls)
    {
        _pipe ??= new FileStream(Pipe, FileMode.Open, FileAccess.Write);
        for (var i = 0; i < calls; i++) await _pipe.WriteAsync(new Song(SongMaker.Make(16, Rate, [(6, 10)]), Rate).Raw);
        await _pipe.FlushAsync();
    }

    /// <summary>Waits until so many anchors are on the disk.</summary>
    /// <returns>The log's file.</returns>
    public async Task<string> AnchorsAsync(int count)
    {
        var log = _sea.Folder["state/anchors.ndjson"];
        await Until.HoldsAsync(() => File.Exists(log) && AnchorLog.Read(Path.GetDirectoryName(log)!).Count >= count, $"{count} anchors are on the disk");
        return log;
    }

    /// <summary>Ends its input.</summary>
    public void CloseInput()
    {
        _pipe?.Dispose();
        _pipe = null;
    }

    /// <summary>Ends its input and stops it.</summary>
    public async Task<AgentResult> EndAsync()
    {
        CloseInput();
        await Agent.OutputLineAsync("source-ended");
        Agent.Signal("TERM");
        return (await Agent.EndAsync()).Exits(0);
    }

    public void Dispose()
    {
        Agent.Dispose();
        CloseInput();
    }

    private static string Text(long offset) => offset.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n";
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Disk;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>The real agent with hydrophones that can be broken: recorders as child processes, and servers that ffmpeg listens to.</summary>
internal sealed class FaultyBox : IDisposable
{
    /// <summary>The watchdog's patience, seconds.</summary>
    public const double Watchdog = 2;

    /// <summary>How long a whale calls for a clip.</summary>
    public const double CallSeconds = 2;

    private const string Python = "/usr/bin/python3";

    private readonly Sea _sea = new();
    private readonly SmallDisk? _disk = SmallDisk.IfPossible(16 << 20);
    private readonly Dictionary<string, (Process Process, int Port)> _servers = [];
    private readonly HttpClient _http;
    private readonly string _script;
    private readonly string? _clockLibrary;
    private AgentProcess? _agent;
    private long _clockOffset;

    public FaultyBox(int recorders, int servers)
    {
        Assert.SkipUnless(File.Exists(Python), $"needs {Python}");
        if (servers > 0) Programs.Need("ffmpeg", "ffmpeg");
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(_sea.Folder["http.sock"], cancellation) });
        _script = _sea.Folder.Write("recorder.py", System.Text.Encoding.UTF8.GetBytes(Recorder.Script));
        _clockLibrary = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib" }.Select(f => Path.Combine(f, "faketime/libfaketimeMT.so.1")).FirstOrDefault(File.Exists);
        Recorders = [.. Enumerable.Range(1, recorders).Select(i => $"reef-{i}")];
        Servers = [.. Enumerable.Range(1, servers).Select(i => $"net-{i}")];
        foreach (var name in Pipelines) _sea.Folder.Folder(name);
        foreach (var name in Servers) _servers[name] = Serve(name, FreePort.Next());
    }

    public IReadOnlyList<string> Recorders { get; }

    public IReadOnlyList<string> Servers { get; }

    public IEnumerable<string> Pipelines => Recorders.Concat(Servers);

    /// <summary>Whether the clock can be set.</summary>
    public bool HasClock => _clockLibrary is not null;

    /// <summary>Whether clips have a disk of their own, which can be filled.</summary>
    public bool HasDisk => _disk is not null;

    public AgentProcess Agent => _agent ?? throw new InvalidOperationException("not started");

    public int AgentId => int.Parse(File.ReadAllText(_sea.Folder["agent.pid"]), CultureInfo.InvariantCulture);

    /// <summary>Starts the agent, of less importance than anything else, and waits until every hydrophone is heard.</summary>
    public async Task StartAsync()
    {
        var environment = new Dictionary<string, string>();
        if (_clockLibrary is { } library)
        {
            SetClock(0);
            environment = new()
            {
                ["LD_PRELOAD"] = library, ["FAKETIME_TIMESTAMP_FILE"] = _sea.Folder["clock"], ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", ["NO_FAKE_STAT"] = "1",
            };
        }

        _agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", Configure()],
            Under = ["nice", "-n", "5", "sh", "-c", "echo $$ > \"$1\"; shift; exec \"$@\"", "sh", _sea.Folder["agent.pid"]],
            Environment = environment,
        });
        await _agent.ErrorLineAsync("Driven from outside");
        await _agent.ErrorLineAsync("Ctrl-C stops.");
        await WaitAsync(async () => (await StatusAsync()).All(p => p.Windows > 4), "every hydrophone is heard");
    }

    /// <summary>How the pipelines are: seconds since the start, seconds analysed, windows.</summary>
    public async Task<IReadOnlyList<(string Name, double Elapsed, double Analysed, long Windows)>> StatusAsync()
    {
        // Not by edgectl: on a busy machine its start takes longer than what is measured.
        var answer = await _http.GetStringAsync(new Uri("http://box/v1/status"), TestContext.Current.CancellationToken);
        return [.. JsonDocument.Parse(answer).RootElement.GetProperty("pipelines").EnumerateArray().Select(p => (p.GetProperty("name").GetString()!,
            Number(p, "elapsedSeconds"), Number(p, "analysedSeconds"), (long)Number(p, "windows")))];

        static double Number(JsonElement parent, string name) =>
            !parent.TryGetProperty(name, out var value) ? 0 : value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
    }

    /// <summary>Does something wrong at a pipeline.</summary>
    /// <returns>Completes when the source could be heard again.</returns>
    public async Task InjectAsync(LiveFaultKind kind, string pipeline, double outage)
    {
        var folder = _sea.Folder[pipeline];
        switch (kind)
        {
            case LiveFaultKind.Killed:
                Signal("KILL", folder);
                break;
            case LiveFaultKind.Stopped:
                Signal("STOP", folder);
                break;
            case LiveFaultKind.DeviceGone:
                await File.WriteAllTextAsync(Path.Combine(folder, "gone"), "");
                await DelayAsync(outage);
                File.Delete(Path.Combine(folder, "gone"));
                break;
            case LiveFaultKind.ServerRestart:
                var (process, port) = _servers[pipeline];
                process.Kill();
                await process.WaitForExitAsync();
                await DelayAsync(Math.Min(outage, 2));
                _servers[pipeline] = Serve(pipeline, port);
                break;
            case LiveFaultKind.ClockStep:
                SetClock(_clockOffset == 0 ? (pipeline.EndsWith('1') ? 3600 : -3600) : 0);
                break;
            default:
                await File.WriteAllTextAsync(Path.Combine(folder, "outage"), outage.ToString(CultureInfo.InvariantCulture));
                await File.WriteAllTextAsync(Path.Combine(folder, "fault.new"), kind.ToString());
                File.Move(Path.Combine(folder, "fault.new"), Path.Combine(folder, "fault"), overwrite: true);
                if (kind == LiveFaultKind.NetworkCut) await DelayAsync(outage);
                break;
        }
    }

    /// <summary>Takes all room for clips, or gives it back, and lets a whale call at a pipeline.</summary>
    /// <returns>Completes when it has called.</returns>
    public async Task CallAsync(string pipeline, bool isFull)
    {
        if (isFull) _disk!.Fill();
        else _disk!.Free();
        await InjectAsync(LiveFaultKind.DiskFull, pipeline, 0);
        await DelayAsync(CallSeconds);
    }

    /// <summary>Keeps both cores busy with work that is more important than the agent's.</summary>
    public static async Task StarveAsync(double seconds)
    {
        var hogs = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => Process.Start("sh", ["-c", "while :; do :; done"])).ToArray();
        try
        {
            await DelayAsync(seconds);
        }
        finally
        {
            foreach (var hog in hogs)
            {
                hog.Kill();
                hog.Dispose();
            }
        }
    }

    /// <summary>Open descriptors of the agent.</summary>
    public int Descriptors() => Directory.GetFileSystemEntries($"/proc/{AgentId}/fd").Length;

    /// <summary>Recorders and ffmpegs that run for this box.</summary>
    public int Children() => Directory.GetDirectories("/proc").Count(f =>
    {
        try
        {
            var words = File.ReadAllText(f + "/cmdline");
            return words.Contains(_sea.Folder.Path, StringComparison.Ordinal) && words.Contains("recorder.py\0pipe", StringComparison.Ordinal)
                || (words.StartsWith("ffmpeg", StringComparison.Ordinal) && _servers.Values.Any(s => words.Contains($":{s.Port}/", StringComparison.Ordinal)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    public static async Task WaitAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(AgentProcess.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"waited {AgentProcess.Patience.TotalSeconds:F0} s until {what}");
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _agent?.Dispose();
        foreach (var (process, _) in _servers.Values)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }

        _disk?.Dispose();
        _sea.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Task DelayAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);

    private static void Signal(string name, string folder)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {File.ReadAllText(Path.Combine(folder, "pid"))}"]);
        kill.WaitForExit();
    }

    private void SetClock(long offset)
    {
        _clockOffset = offset;
        File.WriteAllText(_sea.Folder["clock.new"], offset.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move(_sea.Folder["clock.new"], _sea.Folder["clock"], overwrite: true);
    }

    private (Process Process, int Port) Serve(string name, int port) => (Process.Start(Python, ["-u", _script, "serve", _sea.Folder[name], port.ToString(CultureInfo.InvariantCulture)]), port);

    private string Configure()
    {
        var pipelines = new JsonArray();
        foreach (var name in Pipelines)
        {
            var source = Servers.Contains(name)
                ? new JsonObject { ["Kind"] = "ffmpeg", ["Url"] = $"http://127.0.0.1:{_servers[name].Port}/", ["Options"] = new JsonArray("-f", "f32le", "-ar", "4000", "-ac", "1") }
                : new JsonObject { ["Kind"] = "command", ["Command"] = new JsonArray("env", "-u", "LD_PRELOAD", Python, "-u", _script, "pipe", _sea.Folder[name]) };
            (source["SampleRate"], source["Encoding"]) = (Recorder.Rate, "f32");
            source["Watchdog"] = new JsonObject { ["StallSeconds"] = Watchdog, ["FrozenSeconds"] = Watchdog, ["RateWindowSeconds"] = 2 * Watchdog, ["RateTolerance"] = 0.25, ["RestartSeconds"] = 1 };
            var pipeline = new JsonObject { ["Name"] = name, ["Source"] = source, ["Models"] = new JsonArray(new JsonObject { ["Name"] = "energy" }) };
            if (HasDisk && Recorders.Contains(name)) pipeline["Clips"] = new JsonObject { ["PreSeconds"] = 0.5, ["PostSeconds"] = 0.5, ["Spectrogram"] = false };
            pipelines.Add(pipeline);
        }

        return _sea.Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            [nameof(Agent)] = new JsonObject { ["Name"] = "test-buoy", ["StateDirectory"] = _sea.Folder["state"] },
            ["Control"] = new JsonObject { ["Socket"] = _sea.Folder["control.sock"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Models"] = new JsonObject { ["Repository"] = _sea.Repository },
            // None is given up to make room for another.
            ["Retention"] = new JsonObject { ["Directory"] = _disk?.Path ?? _sea.Folder["evidence"], ["ReserveMB"] = 0, ["KeptPerLabel"] = 10_000 },
            [nameof(Pipelines)] = pipelines,
        }.ToJsonString()));
    }
}

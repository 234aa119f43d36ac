using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Every kind of input with the real program or peer behind it.</summary>
public sealed class LiveInputTests
{
    private static readonly AudioFormat Mono = new(Tools.Rate, 1, SampleEncoding.S16);

    [Fact]
    public async Task Ffmpeg_File_PlaysAtItsOwnSpeedAndAgain()
    {
        Tools.Need("ffmpeg");
        using var folder = new TemporaryFolder();
        var file = Tools.RecordingFile(folder, 0, 1.5);
        var started = TimeProvider.System.GetTimestamp();
        await using var run = Start(LiveInputs.Ffmpeg(file, [], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Epochs.Count >= 2, "it plays again");

        Assert.Equal(Tools.Recording(0, 1.5), run.Kept[..30_000]);
        Assert.Equal(("source-ended", $"ffmpeg input {file}: ffmpeg exited with code 0"), (run.Gaps[0].Cause, run.Gaps[0].Detail));
        // Paced, or it would have been there at once.
        Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds > 1);
    }

    [Fact]
    public async Task Ffmpeg_Http_GivesTheServersBytesAndComesBackWithIt()
    {
        Tools.Need("ffmpeg");
        using var folder = new TemporaryFolder();
        var (first, second) = (Tools.RecordingFile(folder, 0, 2), Tools.RecordingFile(folder, 30, 2));
        var address = $"http://127.0.0.1:{Tools.FreePort()}/sea.wav";
        await using var run = Start(LiveInputs.Ffmpeg(address, [], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Count > 0, "nobody answers yet");
        Assert.Equal("source-missing", run.Gaps[0].Cause);
        Assert.Contains("Connection refused", run.Gaps[0].Detail, StringComparison.Ordinal);

        await using (Tools.Start("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-i", first, "-c", "copy", "-f", "wav", "-listen", "1", address))
            await run.UntilAsync(() => run.Gaps.Count == 3, "the first server has ended");
        await using (Tools.Start("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-i", second, "-c", "copy", "-f", "wav", "-listen", "1", address))
            await run.UntilAsync(() => run.Gaps.Count == 5, "the second server has ended");

        Assert.Equal([.. Tools.Recording(0, 2), .. Tools.Recording(30, 2)], run.Kept);
        Assert.Equal(["source-missing", "source-missing", "source-ended", "source-ended", "source-ended"], run.Gaps.Select(g => g.Cause));
    }

    [Fact]
    public async Task Ffmpeg_HttpWithToken_ReachesTheServerWithItsOptionsAndNoTitle()
    {
        Tools.Need("ffmpeg", Tools.Python);
        using var folder = new TemporaryFolder();
        var port = Tools.FreePort();
        // Answers only who brings the token and the agent's name.
        var script = folder.Write("server.py", """
            import http.server, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    ok = self.path == "/sea.wav?token=it's-t0k3n" and self.headers['User-Agent'] == "buoy seven"
                    self.send_response(200 if ok else 403)
                    self.end_headers()
                    if ok: self.wfile.write(open(sys.argv[2], 'rb').read())
                def log_message(self, *a): pass
            http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
            """u8);
        await using var server = Tools.Start(Tools.Python, script, $"{port}", Tools.RecordingFile(folder, 40, 2));
        await using var run = Start(LiveInputs.Ffmpeg($"http://127.0.0.1:{port}/sea.wav?token=it's-t0k3n", ["-user_agent", "buoy seven"], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Any(g => g.Cause == "source-ended"), "it was heard");

        Assert.Equal(Tools.Recording(40, 2), run.Kept[..40_000]);
        Assert.All(run.Gaps, g => Assert.DoesNotContain("t0k3n", g.Detail, StringComparison.Ordinal));
        var start = ((ChildInput)LiveInputs.Ffmpeg("http://x/?token=t0k3n", ["-re"], Mono, TimeProvider.System)).Start;
        Assert.DoesNotContain(start.Arguments, argument => argument.Contains("t0k3n", StringComparison.Ordinal));
        Assert.Contains("-re", start.Arguments);
    }

    [Fact]
    public async Task Ffmpeg_Hls_IsHeard()
    {
        Tools.Need("ffmpeg", Tools.Python);
        using var folder = new TemporaryFolder();
        var port = Tools.FreePort();
        await using var encoder = Tools.Start("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=frequency=700:sample_rate=48000", "-c:a", "aac", "-f", "hls", "-hls_time", "1", "-hls_list_size", "6", folder["live.m3u8"]);
        await using var server = Tools.Start(Tools.Python, "-m", "http.server", $"{port}", "--bind", "127.0.0.1", "--directory", folder.Path);
        await using var run = Start(LiveInputs.Ffmpeg($"http://127.0.0.1:{port}/live.m3u8", [], Mono with { SampleRate = 48_000 }, TimeProvider.System), new WatchdogOptions());
        await run.UntilAsync(() => run.Epochs.Sum() > 2 * 96_000, "two seconds are there");

        Assert.Equal(700, Tools.Frequency(run.Kept[48_000..144_000], 48_000), 2.0);
    }

    [Fact]
    public async Task Ffmpeg_UdpTransportStream_IsHeard()
    {
        Tools.Need("ffmpeg");
        var address = $"udp://127.0.0.1:{Tools.FreePort()}";
        await using var sender = Tools.Start("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=frequency=500:sample_rate=48000", "-c:a", "mp2", "-f", "mpegts", address);
        await using var run = Start(LiveInputs.Ffmpeg(address, [], new AudioFormat(16_000, 1, SampleEncoding.S16), TimeProvider.System), new WatchdogOptions());
        await run.UntilAsync(() => run.Epochs.Sum() > 2 * 32_000, "two seconds are there");

        Assert.Equal(500, Tools.Frequency(run.Kept[16_000..48_000], 16_000), 2.0);
    }

    [Fact]
    public async Task GStreamer_PipelineWithoutSink_IsConvertedToTheFormat()
    {
        Tools.Need("gst-launch-1.0");
        using var folder = new TemporaryFolder();
        var file = Tools.RecordingFile(folder, 10, 2);
        await using var run = Start(LiveInputs.GStreamer($"filesrc location=\"{file}\" ! wavparse", Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Count > 0, "the file has ended");

        Assert.Equal(Tools.Recording(10, 2), run.Kept[..40_000]);
        Assert.Equal("source-ended", run.Gaps[0].Cause);
    }

    [Fact]
    public async Task GStreamer_PipelineWithSink_IsTakenAsItIs()
    {
        Tools.Need("gst-launch-1.0");
        await using var run = Start(LiveInputs.GStreamer("audiotestsrc is-live=true freq=1000 ! audio/x-raw,format=F32LE,rate=16000,channels=2 ! fdsink", new AudioFormat(16_000, 2, SampleEncoding.F32), TimeProvider.System), new WatchdogOptions { Frozen = TimeSpan.Zero });
        await run.UntilAsync(() => run.Epochs.Sum() > 128_000, "a second is there");

        var left = MemoryMarshal.Cast<byte, float>(run.Kept.AsSpan(0, 128_000)).ToArray().Where((_, i) => i % 2 == 0).Select(s => (short)(s * 32_767)).ToArray();
        Assert.Equal(1000, Tools.Frequency(MemoryMarshal.AsBytes(left.AsSpan()).ToArray(), 16_000), 2.0);
        Assert.Empty(run.Gaps);
    }

    [Fact]
    public async Task GStreamer_PipelineThatIsWrong_SaysWhy()
    {
        Tools.Need("gst-launch-1.0");
        await using var run = Start(LiveInputs.GStreamer("nosuchsrc ! wavparse", Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.Equal("source-missing", run.Gaps[0].Cause);
        Assert.Contains("nosuchsrc", run.Gaps[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_FfmpegInRealTimeWithWritesOfAnySize_GivesTheRecording()
    {
        Tools.Need("ffmpeg", Tools.Python);
        using var folder = new TemporaryFolder();
        var file = Tools.RecordingFile(folder, 100, 4);
        var script = folder.Write("torn.py", """
            import os, random, subprocess, sys
            r = random.Random(3)
            p = subprocess.Popen(['ffmpeg', '-nostdin', '-loglevel', 'error', '-re', '-i', sys.argv[1], '-f', 's16le', '-'], stdout=subprocess.PIPE)
            while True:
                b = os.read(p.stdout.fileno(), r.randint(1, 999))
                if not b: break
                while b: b = b[os.write(1, b):]
            """u8);
        await using var run = Start(LiveInputs.Command([Tools.Python, script, file], Mono, TimeProvider.System), new WatchdogOptions { RateWindow = TimeSpan.FromSeconds(2) });
        await run.UntilAsync(() => run.Gaps.Count > 0, "the recording has ended");

        Assert.Equal(Tools.Recording(100, 4), run.Kept[..80_000]);
        Assert.Equal("source-ended", run.Gaps[0].Cause);
    }

    [Fact]
    public async Task Command_MissingProgram_IsToldWithItsRemedy()
    {
        await using var run = Start(LiveInputs.Command(["no-such-recorder"], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.Equal(("source-missing", "command no-such-recorder: no-such-recorder is not installed (it is not in PATH); install it, or give its path"), (run.Gaps[0].Cause, run.Gaps[0].Detail));
    }

    [Fact]
    public async Task Command_OverrunOfItsDevice_IsTheCause()
    {
        // As arecord says it before it gives up.
        await using var run = Start(LiveInputs.Command(["sh", "-c", "head -c 20000 /dev/urandom; echo 'overrun!!! (at least 10.250 ms long)' >&2; exit 1"], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.Equal(("overrun", "command sh: sh exited with code 1: overrun!!! (at least 10.250 ms long)"), (run.Gaps[0].Cause, run.Gaps[0].Detail));
        Assert.Equal(20_000, run.Epochs[0]);
    }

    [Fact]
    public async Task Command_ChildThatListensToTerm_MayHangUpProperly()
    {
        using var folder = new TemporaryFolder();
        var goodbye = folder["goodbye"];
        var run = Start(LiveInputs.Command(["sh", "-c", "trap 'echo x > \"$1\"; exit' TERM; head -c 2000 /dev/urandom; while :; do sleep 0.02; done", "sh", goodbye], Mono, TimeProvider.System));
        await run.UntilAsync(() => run.Epochs.Count > 0, "it has begun");
        await run.DisposeAsync();

        Assert.True(File.Exists(goodbye));
    }

    [Fact]
    public async Task Tcp_SendersOneAfterTheOther_AreEpochs()
    {
        var input = new TcpInput(new IPEndPoint(IPAddress.Loopback, 0), Mono);
        await using var run = Start(input, Tools.Unpaced with { Stall = TimeSpan.FromSeconds(1) });
        await run.UntilAsync(() => run.Gaps.Count > 0, "nobody has connected");
        Assert.Equal("source-missing", run.Gaps[0].Cause);
        Assert.EndsWith("gave nothing within 1 s", run.Gaps[0].Detail, StringComparison.Ordinal);

        foreach (var second in new[] { 0, 50 })
        {
            var epochs = run.Epochs.Count;
            using var sender = new TcpClient();
            await sender.ConnectAsync((IPEndPoint)input.LocalEndPoint!, TestContext.Current.CancellationToken);
            await sender.GetStream().WriteAsync(Tools.Recording(second, 2), TestContext.Current.CancellationToken);
            sender.Close();
            await run.UntilAsync(() => run.Epochs.Count > epochs && run.Epochs[^1] == 40_000, "its samples are there");
        }

        Assert.Equal([.. Tools.Recording(0, 2), .. Tools.Recording(50, 2)], run.Kept);
        Assert.Contains(run.Gaps, g => g is { Cause: "source-ended", To: null } && g.Detail.EndsWith("the sender has closed its connection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Udp_RealSender_GivesItsSamplesAndStallsWithoutIt()
    {
        Tools.Need("ffmpeg");
        using var folder = new TemporaryFolder();
        var file = Tools.RecordingFile(folder, 20, 2);
        var input = new UdpInput(new IPEndPoint(IPAddress.Loopback, 0), Mono);
        await using var run = Start(input, Tools.Unpaced with { Stall = TimeSpan.FromSeconds(1.5) });
        await run.UntilAsync(() => input.LocalEndPoint is not null, "it listens");
        await using var sender = Tools.Start("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-i", file, "-f", "s16le", $"udp://127.0.0.1:{((IPEndPoint)input.LocalEndPoint!).Port}?pkt_size=999");
        await run.UntilAsync(() => run.Gaps.Any(g => g.Cause == "source-stalled"), "the sender has ended");

        Assert.Equal(Tools.Recording(20, 2), run.Kept);
    }

    [Fact]
    public async Task Udp_PortInUse_IsToldWithItsRemedy()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var run = Start(new UdpInput((IPEndPoint)other.LocalEndPoint!, Mono));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.EndsWith("can't listen there (AddressAlreadyInUse); choose an address of this box and a free port", run.Gaps[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SyntheticSignal.Tone)]
    [InlineData(SyntheticSignal.Noise)]
    [InlineData(SyntheticSignal.Chirps)]
    public async Task Synthetic_SameSeed_GivesTheSameSamplesInRealTime(SyntheticSignal signal)
    {
        var takes = new List<byte[]>();
        foreach (var seed in new[] { 5, 5, 6 })
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var run = Start(new SyntheticInput(signal, 8000, 2, seed, TimeProvider.System), new WatchdogOptions());
            await run.UntilAsync(() => run.Epochs.Sum() >= 16_000, "a quarter of a second is there");
            Assert.True(TimeProvider.System.GetElapsedTime(started).TotalSeconds > 0.2);
            takes.Add(run.Kept[..16_000]);
        }

        Assert.Equal(takes[0], takes[1]);
        Assert.Equal(signal == SyntheticSignal.Tone, takes[0].AsSpan().SequenceEqual(takes[2]));
        var samples = MemoryMarshal.Cast<byte, float>(takes[0]).ToArray();
        Assert.All(samples, s => Assert.InRange(s, -0.5f, 0.5f));
        Assert.Contains(samples, s => Math.Abs(s) > 0.05f);
    }

    private static SupervisedRun Start(ILiveInput input, WatchdogOptions? options = null) =>
        new(new SupervisedSource(input, options ?? Tools.Unpaced, TimeProvider.System, new Random(1)), keep: true);
}

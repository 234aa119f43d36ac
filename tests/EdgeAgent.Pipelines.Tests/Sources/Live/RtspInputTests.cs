using System.Globalization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.Processes;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>A real RTSP server, GStreamer's, that plays a recording to whoever knows the password.</summary>
public sealed class RtspInputTests
{
    private const string Password = "hun@ter2/x";

    private static readonly AudioFormat Format = new(Tools.Rate, 1, SampleEncoding.S16);

    [Fact]
    public async Task Ffmpeg_RtspServerThatRestarts_IsHeardAgainAndThePasswordIsNowhere()
    {
        Tools.Need("ffmpeg", Tools.Python);
        using var folder = new TemporaryFolder();
        var file = Tools.RecordingFile(folder, 200, 60);
        var port = Tools.FreePort();
        await using var first = await ServeAsync(folder, port, file);
        await using var run = new SupervisedRun(new SupervisedSource(
            LiveInputs.Ffmpeg($"rtsp://buoy:{Uri.EscapeDataString(Password)}@127.0.0.1:{port}/live", [], Format, TimeProvider.System), new WatchdogOptions { Stall = TimeSpan.FromSeconds(5) }, TimeProvider.System, new Random(2)), keep: true);
        await run.UntilAsync(() => run.Epochs.Sum() > 20_000, "a second is there");
        Assert.Equal(Tools.Recording(200, 1), run.Kept[..20_000]);
        AssertNoTitleHoldsThePassword(port);

        first.Kill();
        await run.UntilAsync(() => run.Gaps.Count > 0, "the server's end is told");
        Assert.Contains(run.Gaps[0].Cause, (string[])["source-ended", "source-stalled"]);

        await using var second = await ServeAsync(folder, port, file);
        await run.UntilAsync(() => run.Epochs.Count >= 2 && run.Epochs[^1] > 10_000, "it is heard again");

        await run.UntilAsync(() => run.Closed.Count > 0, "the gap's length is told");
        Assert.Equal(Tools.Recording(200, 0.5), run.Kept.AsSpan((int)run.Epochs.SkipLast(1).Sum(), 10_000).ToArray());
        Assert.All(run.Gaps, AssertHidden);
    }

    [Fact]
    public async Task Ffmpeg_WrongPassword_IsToldWithoutIt()
    {
        Tools.Need("ffmpeg", Tools.Python);
        using var folder = new TemporaryFolder();
        var port = Tools.FreePort();
        await using var server = await ServeAsync(folder, port, Tools.RecordingFile(folder, 0, 5), password: "another");
        await using var run = new SupervisedRun(new SupervisedSource(
            LiveInputs.Ffmpeg($"rtsp://buoy:{Uri.EscapeDataString(Password)}@127.0.0.1:{port}/live", [], Format, TimeProvider.System), Tools.Unpaced, TimeProvider.System, new Random(2)));
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");

        Assert.Equal("source-missing", run.Gaps[0].Cause);
        Assert.StartsWith($"ffmpeg input rtsp://***@127.0.0.1:{port}/live: ffmpeg exited with code ", run.Gaps[0].Detail, StringComparison.Ordinal);
        Assert.Contains("401", run.Gaps[0].Detail, StringComparison.Ordinal);
        AssertHidden(run.Gaps[0]);
    }

    private static void AssertHidden(SourceGap gap)
    {
        Assert.DoesNotContain(Password, gap.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), gap.Detail, StringComparison.Ordinal);
    }

    // Every process of the machine that this user can see, its guard and ffmpeg among them.
    private static void AssertNoTitleHoldsThePassword(int port)
    {
        var ffmpeg = 0;
        foreach (var folder in Directory.GetDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var title = File.ReadAllText(folder + "/cmdline").Replace('\0', ' ');
                if (title.StartsWith("ffmpeg ", StringComparison.Ordinal)) ffmpeg++;
                // The server of the test is told its password like that.
                if (!title.Contains("rtsp.py", StringComparison.Ordinal)) Assert.False(title.Contains("hun%40ter2", StringComparison.Ordinal) || title.Contains(Password, StringComparison.Ordinal), title);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        Assert.True(ffmpeg > 0, $"no ffmpeg runs for port {port}");
    }

    private static async Task<ChildProcess> ServeAsync(TemporaryFolder folder, int port, string file, string password = Password)
    {
        var script = folder.Write("rtsp.py", """
            import sys
            try:
                import gi
                gi.require_version('Gst', '1.0')
                gi.require_version('GstRtspServer', '1.0')
                from gi.repository import Gst, GstRtspServer, GLib
            except Exception as missing:
                print('missing', missing, flush=True)
                sys.exit(3)
            Gst.init(None)
            server = GstRtspServer.RTSPServer()
            server.set_address('127.0.0.1')
            server.set_service(sys.argv[1])
            factory = GstRtspServer.RTSPMediaFactory()
            factory.set_launch('( filesrc location=' + sys.argv[2] + ' ! wavparse ! audioconvert ! rtpL16pay name=pay0 pt=96 )')
            auth = GstRtspServer.RTSPAuth()
            token = GstRtspServer.RTSPToken()
            token.set_string('media.factory.role', 'user')
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic('buoy', sys.argv[3]), token)
            server.set_auth(auth)
            rights = GstRtspServer.RTSPPermissions()
            rights.add_permission_for_role('user', 'media.factory.access', True)
            rights.add_permission_for_role('user', 'media.factory.construct', True)
            factory.set_permissions(rights)
            server.get_mount_points().add_factory('/live', factory)
            print('ready' if server.attach(None) else 'no port', flush=True)
            GLib.MainLoop().run()
            """u8);
        var server = ChildProcess.Start(new ChildProcessStart { Program = Tools.Python, Arguments = [script, $"{port}", file, password] });
        var line = new StreamReader(server.Output).ReadLineAsync(TestContext.Current.CancellationToken);
        var said = await line.AsTask().WaitAsync(SupervisedRun.Patience);
        if (said?.StartsWith("missing", StringComparison.Ordinal) == true)
        {
            await server.DisposeAsync();
            Assert.Skip($"needs GStreamer's RTSP server (gir1.2-gst-rtsp-server-1.0, python3-gi): {said}");
        }

        Assert.Equal("ready", said);
        return server;
    }
}

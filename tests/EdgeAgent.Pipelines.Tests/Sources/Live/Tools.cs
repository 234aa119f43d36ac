using System.Net;
using System.Net.Sockets;
using EdgeAgent.Interop.Processes;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Programs and material that tests of real inputs need.</summary>
internal static class Tools
{
    /// <summary>Debian's own interpreter: GStreamer's bindings belong to it.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>Rate of <see cref="Recording"/>.</summary>
    public const int Rate = 10_000;

    /// <summary>A watchdog for inputs without a pace of their own.</summary>
    public static WatchdogOptions Unpaced { get; } = new() { RateTolerance = 0, Frozen = TimeSpan.Zero };

    /// <summary>Skips the test where a program is missing.</summary>
    public static void Need(params string[] programs)
    {
        foreach (var program in programs)
            Assert.SkipUnless(Path.IsPathRooted(program) ? File.Exists(program) : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"needs {program}, which is not on this machine");
    }

    /// <summary>A child of the test that talks into nowhere; it ends with it.</summary>
    public static ChildProcess Start(string program, params string[] arguments) =>
        ChildProcess.Start(new ChildProcessStart { Program = program, Arguments = arguments, PipesOutput = false });

    /// <summary>A port that nobody uses now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Samples of a real hydrophone recording where there is one, of noise elsewhere: 16-bit mono at <see cref="Rate"/>.</summary>
    public static byte[] Recording(double fromSecond, double seconds)
    {
        var bytes = new byte[(int)(seconds * Rate) * 2];
        if (Repository.Shared is { } shared && Path.Combine(shared, "data/audio/long/HYD11_20230710_060000.wav") is var path && File.Exists(path))
        {
            using var file = File.OpenRead(path);
            file.Position = 44 + ((long)(fromSecond * Rate) * 2);
            file.ReadExactly(bytes);
        }
        else
        {
            new Random(7).NextBytes(bytes);
        }

        return bytes;
    }

    /// <summary>The same as a WAV file.</summary>
    public static string RecordingFile(TemporaryFolder folder, double fromSecond, double seconds) =>
        folder.Write(FormattableString.Invariant($"recording-{fromSecond}.wav"), WavWriter.Bytes(1, 1, Rate, 16, Recording(fromSecond, seconds)));

    /// <summary>Frequency of 16-bit mono samples by their upward zero crossings, Hz.</summary>
    public static double Frequency(byte[] bytes, int rate)
    {
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes);
        var crossings = 0;
        for (var i = 1; i < samples.Length; i++) crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        return (double)crossings * rate / samples.Length;
    }
}

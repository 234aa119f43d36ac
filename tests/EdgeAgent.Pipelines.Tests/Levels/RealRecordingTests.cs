using System.Globalization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class RealRecordingTests
{
    /// <summary>Clips of these begin with nothing but zeros in the archive, or are whole clips of them: the recorder's own gap, filled up.</summary>
    private static readonly string[] ZeroFilled =
    [
        "Mn-52325792", "Mn-52331008", "Mn-52336719", "Mn-70931925", "Mn-70938516", "Mn-76755238", "Mn-76779986", "Mn-76785802",
    ];

    [Theory]
    [InlineData("data/audio/long/HYD11_20230710_060000.wav")]
    [InlineData("data/audio/long/HYD12_20230902_221500.wav")]
    [InlineData("data/audio/continuous/HARP_Hawaii_K_14_130127_114345_t25777.flac")]
    [InlineData("data/audio/continuous/HARP_Hawaii_K_14_130127_114345_t26040.flac")]
    [InlineData("data/audio/continuous/HARP_Hawaii_K_14_130127_114345_t26702.flac")]
    public void Judge_MinutesOfSea_IsOkAllAlong(string recording)
    {
        var (samples, rate) = Sounds.Read(Repository.SharedPath(recording));

        var hearing = new Hearing(rate).Hear(samples);

        Assert.True(hearing.Readings.Count > 100);
        Assert.Empty(hearing.Changes);
        Assert.Equal(0, hearing.DeafSeconds);
    }

    [Fact]
    public void Judge_EveryClipForAMinute_IsNeverTakenForADeadSensor()
    {
        var folder = Repository.SharedPath("data/audio");
        var clips = Directory.EnumerateFiles(folder, "*.flac", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Assert.True(clips.Count > 1000);
        var lowest = 0.0;
        foreach (var clip in clips)
        {
            var name = Path.GetFileName(clip);
            var (samples, rate) = Sounds.Read(clip);
            var hearing = new Hearing(rate);
            for (var frames = 0; frames < 60 * rate; frames += samples.Length) hearing.Hear(samples);
            if (Array.TrueForAll(samples, s => s == 0))
            {
                Assert.Contains(ZeroFilled, z => name.StartsWith(z, StringComparison.Ordinal));
                Assert.Equal([SensorState.Silent], hearing.States);
                continue;
            }

            // Some clips that museums publish do have a DC offset of a tenth and more.
            Assert.All(hearing.Changes, c => Assert.True(c.State == SensorState.DcOffset, $"{name}: {c.State} at {(double)c.From / rate:F0} s: {c.Sentence}"));
            Assert.Equal(0, hearing.DeafSeconds);
            if (!Array.Exists(ZeroFilled, z => name.StartsWith(z, StringComparison.Ordinal)))
                lowest = Math.Min(lowest, hearing.Readings.Min(r => Decibels.OfPower(r.FloorPower)));
        }

        // How quiet the sea was: far above what counts as dead.
        Assert.InRange(lowest, -95, -70);
    }

    [Theory]
    [InlineData("data/audio/long/HYD11_20230710_060000.wav")]
    [InlineData("data/audio/long/HYD12_20230902_221500.wav")]
    [InlineData("data/audio/continuous/HARP_Hawaii_K_14_130127_114345_t26040.flac")]
    [InlineData("data/audio/other/OSEkit_1829.flac")]
    [InlineData("data/audio/other/DeepShip_Passengership_8.flac")]
    [InlineData("data/audio/mn/Mn-31558168-Hawaii_K_14_121216_190000.flac")]
    public async Task TryRead_RealRecording_AgreesWithSox(string recording)
    {
        var sox = Programs.Need("sox", "sox");
        var path = Repository.SharedPath(recording);
        var (samples, rate) = Sounds.Read(path);
        var readings = new Hearing(rate).Hear(samples).Readings;
        var frames = readings.Sum(r => (long)r.Frames);

        // sox tells what it found on standard error.
        var told = await Programs.RunAsync("/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>&1", sox, path, "-n", "trim", "0", $"{frames}s", "stats"]);

        double Sox(string name) => double.Parse(
            told.Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1], CultureInfo.InvariantCulture);
        Assert.Equal(Sox("DC offset"), readings.Sum(r => r.Dc * r.Frames) / frames, 2e-6);
        Assert.Equal(Sox("Min level"), readings.Min(r => r.Min), 1e-6);
        Assert.Equal(Sox("Max level"), readings.Max(r => r.Max), 1e-6);
        Assert.Equal(Sox("Pk lev dB"), 20 * Math.Log10(readings.Max(r => r.Peak)), 0.0051);
        Assert.Equal(Sox("RMS lev dB"), Decibels.OfPower(readings.Sum(r => r.Power * r.Frames) / frames), 0.0051);
    }
}

using System.Buffers;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Sources.Recordings;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class SoundEvidenceTests : IEventSink
{
    private const int Rate = 8000;

    private static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 29, 42, 250, TimeSpan.Zero);

    private readonly EvidenceCounters _counters = new();

    [Fact]
    public async Task Take_EveryBlock_AllocatesNothing()
    {
        using var folder = new TemporaryFolder();
        var store = Store(folder.Path);
        await using var worker = new ClipWorker(store, _ => _counters, TimeProvider.System);
        await using var evidence = Live(store, worker, TimeSpan.FromMinutes(10));
        evidence.Begin(new StreamTimeline("boot-1/1", Rate, new TimeAnchor(0, Start)), new AudioFormat(Rate, 1, SampleEncoding.S16));
        var block = new ReadOnlySequence<byte>(new byte[2 * 1000]);
        for (var i = 0; i < 200; i++) evidence.Take(block);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++) evidence.Take(block);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        evidence.End();

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(SampleEncoding.S16, 1)]
    [InlineData(SampleEncoding.S24, 2)]
    [InlineData(SampleEncoding.F32, 1)]
    public async Task Take_TwoEpochsInAnyBlocks_RecordingsTogetherAreTheInputBitForBit(SampleEncoding encoding, int channels)
    {
        using var folder = new TemporaryFolder();
        var format = new AudioFormat(Rate, channels, encoding);
        var store = Store(folder.Path);
        var random = new Random(7);
        var inputs = new[] { Noise(random, format, 47.3), Noise(random, format, 12.9) };
        await using (var worker = new ClipWorker(store, _ => _counters, TimeProvider.System))
        {
            await using var evidence = Live(store, worker, TimeSpan.FromSeconds(10));
            for (var epoch = 0; epoch < inputs.Length; epoch++)
            {
                evidence.Begin(new StreamTimeline($"boot-1/{epoch + 1}", Rate, new TimeAnchor(0, Start.AddSeconds(100 * epoch))), format);
                for (var at = 0; at < inputs[epoch].Length;)
                {
                    var count = Math.Min(random.Next(1, 4000) * format.BytesPerFrame, inputs[epoch].Length - at);
                    evidence.Take(new ReadOnlySequence<byte>(inputs[epoch], at, count));
                    at += count;
                    // As live sound does, this does not outrun the writing by more than the ring holds.
                    if (epoch == 0 && at < inputs[epoch].Length) await Until.HoldsAsync(() => at - (_counters.RecordedFrames * format.BytesPerFrame) <= 20 * Rate * format.BytesPerFrame || _counters.LostFrames > 0, "what was heard is written");
                }

                evidence.End();
            }
        }

        var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(f => RecordingInspector.Inspect(f, RecordingTimeRules.Default).Info!).ToArray();
        var plan = RecordingPlanner.Plan(files, new RecordingPlanOptions());
        Assert.Empty(plan.Problems);
        Assert.Equal(0, _counters.LostFrames);
        var epochs = Assert.Single(plan.Streams).Epochs;
        Assert.Equal(["boot-1/1", "boot-1/2"], epochs.Select(e => e.StreamId));
        for (var epoch = 0; epoch < inputs.Length; epoch++)
        {
            Assert.Equal(Start.AddSeconds(100 * epoch), epochs[epoch].FirstUtc);
            Assert.Equal(Floats(inputs[epoch], format), epochs[epoch].Segments.SelectMany(s => Read(s.Path)));
        }

        // 7.75 s to the first whole ten seconds; then whole ones.
        Assert.Equal([77500 * 8 / 10, 80_000, 80_000, 80_000], epochs[0].Segments.Take(4).Select(s => (int)s.Frames));
        Assert.Equal("hydrophone", plan.Streams[0].Recorder);
    }

    [Fact]
    public async Task Take_DiskThatIsFullForAWhile_WhatIsLostIsCountedAndTheNextFileTellsIt()
    {
        using var disk = new SmallDisk(3 << 20);
        var format = new AudioFormat(Rate, 1, SampleEncoding.S16);
        var store = Store(disk.Path);
        await using (var worker = new ClipWorker(store, _ => _counters, TimeProvider.System))
        {
            await using var evidence = Live(store, worker, TimeSpan.FromSeconds(10));
            evidence.Begin(new StreamTimeline("boot-1/1", Rate, new TimeAnchor(0, Start)), format);
            disk.Fill();
            await TakeAsync(evidence, 30, () => _counters.LostFrames > 10 * Rate);
            disk.Free();
            await TakeAsync(evidence, 40, () => _counters.RecordedFiles > 0);
            evidence.End();
        }

        var first = Directory.EnumerateFiles(disk.Path, "*.flac", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        using var reader = SndFileReader.Open(first);
        Assert.Contains("EdgeAgent|Lost Before: ", reader.Comment, StringComparison.Ordinal);
        Assert.Equal(70 * Rate, _counters.LostFrames + _counters.RecordedFrames);
    }

    [Fact]
    public void Plan_RecordingsOfWhichTheFirstIsMissing_BeginInTheMiddleUnderANameThatSaysSo()
    {
        var files = new[] { Info("b", 80_000), Info("c", 160_000), Info("e", 320_000) };

        var plan = RecordingPlanner.Plan(files, new RecordingPlanOptions());

        Assert.Equal(["boot-1/1+80000", "boot-1/1+320000"], plan.Streams[0].Epochs.Select(e => e.StreamId));
        Assert.Equal(2, plan.Streams[0].Epochs[0].Segments.Count);
        Assert.Single(plan.Streams[0].Gaps);

        static RecordingInfo Info(string name, long position) => new()
        {
            Path = $"{name}.flac",
            FormatName = "FLAC, 16-bit PCM",
            SampleRate = Rate,
            Channels = 1,
            Frames = 80_000,
            Start = Start.AddSeconds(position / (double)Rate),
            TimeSource = "guano",
            TimeResolution = TimeSpan.FromMilliseconds(1),
            Recorder = "x",
            Place = new StreamPlace("boot-1/1", position, "hydrophone"),
        };
    }

    void IEventSink.Accept(DetectionEvent detection)
    {
    }

    void IEventSink.Accept(GapRecord gap)
    {
    }

    private static async Task TakeAsync(SoundEvidence evidence, int seconds, Func<bool> until)
    {
        for (var i = 0; i < seconds; i++) evidence.Take(new ReadOnlySequence<byte>(new byte[2 * Rate]));
        await Until.HoldsAsync(until, "what was heard had its effect");
    }

    private static EvidenceStore Store(string folder) => new(new EvidenceOptions { Directory = folder }, TimeProvider.System, () => true);

    private SoundEvidence Live(EvidenceStore store, ClipWorker worker, TimeSpan length) => SoundEvidence.ForLive(
        new ClipOptions(), new RecordingOptions { FileLength = length },
        new ClipOrigin { Device = "box", Pipeline = "reef", Source = "hydrophone", Channel = 1, Software = "1" }, store, worker, _counters, this, TimeProvider.System);

    private static byte[] Noise(Random random, AudioFormat format, double seconds)
    {
        var bytes = new byte[(int)(seconds * Rate) * format.BytesPerFrame];
        random.NextBytes(bytes);
        if (format.Encoding != SampleEncoding.F32) return bytes;
        for (var i = 0; i < bytes.Length; i += 4) System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i), (float)(random.NextDouble() - 0.5));
        return bytes;
    }

    private static float[] Floats(byte[] bytes, AudioFormat format)
    {
        var samples = new float[bytes.Length / format.BytesPerSample];
        var all = new ReadOnlySequence<byte>(bytes);
        EdgeAgent.Pipelines.Framing.PcmFraming.ReadFrames(ref all, format with { Channels = 1 }, 1, samples);
        return samples;
    }

    private static float[] Read(string path)
    {
        using var reader = SndFileReader.Open(path);
        var samples = new float[reader.Frames * reader.Channels];
        reader.Read(samples);
        return samples;
    }
}

using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Tests.Sources.Recordings;

public sealed class RecordingPlannerTests : RecordingFolder
{
    private static readonly RecordingPlanOptions Plain = new();

    [Fact]
    public void Plan_OnePieceAndTenFilesCutAtOddSamples_IsTheSameEpoch()
    {
        var whole = Plan(File("HYD11_20230710_060000.wav", "2023-07-10T06:00:00Z", 6_000_000));

        // Names carry whole seconds of starts that lie between them.
        long[] cuts = [0, 600_001, 1_200_007, 1_234_567, 2_000_003, 2_999_999, 3_600_011, 4_444_443, 5_000_009, 5_900_001, 6_000_000];
        var parts = new List<RecordingInfo>();
        for (var i = 0; i < 10; i++)
        {
            var start = Utc("2023-07-10T06:00:00Z").AddSeconds(cuts[i] / 10_000);
            parts.Add(File($"HYD11_{start:yyyyMMdd'_'HHmmss}.wav", start, cuts[i + 1] - cuts[i]));
        }

        parts.Reverse();
        var joined = Plan([.. parts]);

        var one = Assert.Single(Assert.Single(whole.Streams).Epochs);
        var ten = Assert.Single(Assert.Single(joined.Streams).Epochs);
        Assert.Equal("HYD11/20230710T060000Z", one.StreamId);
        Assert.Equal((one.StreamId, one.FirstUtc, one.Frames), (ten.StreamId, ten.FirstUtc, ten.Frames));
        Assert.Equal(one.Anchors, ten.Anchors);
        Assert.Equal(cuts[..10], ten.Segments.Select(segment => segment.FirstPosition));
        Assert.Empty(joined.Streams[0].Gaps);
    }

    [Fact]
    public void Plan_OddCutsOfARealRecording_ReadBackAsThePiece()
    {
        var source = Repository.SharedPath("data/audio/long/HYD11_20230710_060000.wav");
        var samples = new float[200_000];
        using (var reader = SndFileReader.Open(source)) Assert.Equal(samples.Length, reader.Read(samples));
        int[] cuts = [0, 33_333, 70_001, 119_999, 200_000];
        for (var i = 0; i < 4; i++)
        {
            using var writer = SndFileWriter.Create(Path.Combine(Folder, $"HYD11_{Utc("2023-07-10T06:00:00Z").AddSeconds(cuts[i] / 10_000):yyyyMMdd'_'HHmmss}.flac"), 10_000, 1, AudioEncoding.FlacPcm16);
            writer.Write(samples.AsSpan(cuts[i]..cuts[i + 1]));
            writer.Close();
        }

        var files = Directory.GetFiles(Folder).Select(path => RecordingInspector.Inspect(path, RecordingTimeRules.Default).Info!).ToList();
        var epoch = Assert.Single(Assert.Single(RecordingPlanner.Plan(files, Plain).Streams).Epochs);
        var read = new float[200_000];
        foreach (var segment in epoch.Segments)
        {
            using var reader = SndFileReader.Open(segment.Path);
            reader.Seek(segment.SkipFrames);
            Assert.Equal(segment.Frames, reader.Read(read.AsSpan((int)segment.FirstPosition, (int)segment.Frames)));
        }

        Assert.Equal(samples, read);
    }

    [Fact]
    public void Plan_HoleBeyondTheTolerance_EndsTheEpochAndIsAGap()
    {
        var plan = Plan(File("A_1", "2023-07-10T06:00:00Z", 600_000), File("A_2", "2023-07-10T06:10:00Z", 600_000));
        var stream = Assert.Single(plan.Streams);
        Assert.Equal(["A/20230710T060000Z", "A/20230710T061000Z"], stream.Epochs.Select(epoch => epoch.StreamId));
        Assert.Equal([new RecordingGap(RecordingGap.RecordingHole, Utc("2023-07-10T06:01:00Z"), Utc("2023-07-10T06:10:00Z"))], stream.Gaps);
        Assert.All(stream.Epochs, epoch => Assert.Equal(0, epoch.Segments[0].FirstPosition));
    }

    [Theory]
    [InlineData(600_000, "06:01:01.000", 1)]
    [InlineData(600_000, "06:01:01.001", 2)]
    [InlineData(600_000, "06:00:59.000", 1)]
    [InlineData(600_000, "06:00:58.999", 0)]
    [InlineData(360_000_000, "16:00:03.600", 1)] // 100 ppm of ten hours
    [InlineData(360_000_000, "16:00:03.601", 2)]
    public void Plan_HoleNearTheTolerance_JoinsUpToItRefusesOverlapBeyond(long frames, string second, int epochs)
    {
        var plan = Plan(File("A_1", "2023-07-10T06:00:00Z", frames), File("A_2", $"2023-07-10T{second}Z", 600_000));
        Assert.Equal(epochs, plan.Streams.Sum(stream => stream.Epochs.Count));
        if (epochs > 0) return;
        var problem = Assert.Single(plan.Problems);
        Assert.Equal(RecordingProblemKind.Arrangement, problem.Kind);
        Assert.StartsWith("A_1 and A_2 overlap by 1.001 s", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_ClockThatDrifts_GetsAnchorsWhereTheyTellMoreThanTheirStep()
    {
        // 50 ppm fast: an hourly file is 0.18 s longer than an hour; names show it after six hours.
        var start = Utc("2023-07-10T00:00:00Z");
        var files = Enumerable.Range(0, 24).Select(hour => File($"A_{hour:00}", start.AddHours(hour), 36_001_800)).ToArray();
        var epoch = Assert.Single(Assert.Single(Plan(files).Streams).Epochs);
        Assert.Equal([0, 6L, 12L, 18L], epoch.Anchors.Select(anchor => anchor.Position / 36_001_800));
        foreach (var (anchor, next) in epoch.Anchors.Zip(epoch.Anchors.Skip(1)))
        {
            var expected = anchor.Utc + TimeSpan.FromSeconds((next.Position - anchor.Position) / 10_000.0);
            Assert.InRange((expected - next.Utc).TotalSeconds, 1, 1.2);
        }
    }

    [Fact]
    public void Plan_SeveralRecordersRatesAndRelativeFiles_AreStreamsOfTheirOwnInAStableOrder()
    {
        RecordingInfo[] files =
        [
            Relative("z/late.wav", 100),
            File("B_1", "2023-07-10T06:00:00Z", 600_000),
            File("A_2", "2023-07-10T06:01:00Z", 600_000),
            Relative("y/early.wav", 100),
            File("A_1", "2023-07-10T06:00:00Z", 600_000),
            File("A_1b", "2023-07-10T07:00:00Z", 600_000) with { Channels = 2 },
        ];
        var plan = Plan(files);
        Assert.Equal(["A/20230710T060000Z", "A/20230710T070000Z", "B/20230710T060000Z", "late", "early"], plan.Streams.SelectMany(stream => stream.Epochs).Select(epoch => epoch.StreamId));
        Assert.Equal(["A_1", "A_2"], plan.Streams[0].Epochs[0].Segments.Select(segment => segment.Path));
        Assert.All(plan.Streams.Skip(3), stream => Assert.Null(stream.Epochs[0].FirstUtc));
        Assert.All(plan.Streams.Skip(3), stream => Assert.Empty(stream.Epochs[0].Anchors));
    }

    [Fact]
    public void Plan_FilesOfOneNameInTwoFolders_AreToldApartByTheFolder() =>
        Assert.Equal(["x/reef", "y/reef", "bay"], Plan(Relative("x/reef.wav", 100), Relative("y/reef.wav", 100), Relative("y/bay.wav", 100)).Streams.Select(stream => stream.Epochs[0].StreamId));

    [Fact]
    public void Plan_NamesThatAreOnlyATime_JoinWithinOneFolderAlone()
    {
        RecordingInfo Moth(string path, string utc) => File("x", utc, 600_000) with { Path = path, Recorder = path.Split('/')[0], RecorderIsFolder = true };

        var plan = Plan(Moth("siteA/20260101_000000.wav", "2026-01-01T00:00:00Z"), Moth("siteB/20260101_000100.wav", "2026-01-01T00:01:00Z"), Moth("siteA/20260101_000100.wav", "2026-01-01T00:01:00Z"));

        Assert.Equal(["siteA/20260101T000000Z", "siteB/20260101T000100Z"], plan.Streams.SelectMany(stream => stream.Epochs).Select(epoch => epoch.StreamId));
        Assert.Equal(2, plan.Streams[0].Epochs[0].Segments.Count);
    }

    [Fact]
    public void Plan_TwoStreamsOfOneName_AreRefused()
    {
        var stems = Assert.Single(Plan(Relative("a/x/reef.wav", 100), Relative("b/x/reef.wav", 100)).Problems);
        Assert.Contains("a/x/reef.wav and b/x/reef.wav would both be the stream x/reef", stems.Message, StringComparison.Ordinal);

        var rates = Plan(File("A_1", "2023-07-10T06:00:00Z", 100), File("A_2", "2023-07-10T06:00:00Z", 100) with { SampleRate = 48_000 });
        Assert.Empty(rates.Streams);
        Assert.Single(rates.Problems);
    }

    [Fact]
    public void Plan_JoinInOrder_TrustsTheOrderNotTheTimes()
    {
        var plan = RecordingPlanner.Plan([Relative("b.wav", 101), Relative("a.wav", 57), Relative("c.wav", 3)], new RecordingPlanOptions(JoinInOrder: true));
        var epoch = Assert.Single(Assert.Single(plan.Streams).Epochs);
        Assert.Equal([new RecordingSegment("b.wav", 0, 101, 0), new RecordingSegment("a.wav", 101, 57, 0), new RecordingSegment("c.wav", 158, 3, 0)], epoch.Segments);
        Assert.Equal(("b", null), (epoch.StreamId, epoch.FirstUtc));

        var timed = RecordingPlanner.Plan([File("A_1", "2023-07-10T06:00:00Z", 600_000), File("A_2", "2023-07-10T06:00:10Z", 600_000)], new RecordingPlanOptions(JoinInOrder: true));
        Assert.Equal("A/20230710T060000Z", Assert.Single(Assert.Single(timed.Streams).Epochs).StreamId);
    }

    [Fact]
    public void Plan_JoinInOrderOfUnlikeFiles_IsRefused()
    {
        var plan = RecordingPlanner.Plan([Relative("a.wav", 10), Relative("b.wav", 10) with { SampleRate = 48_000 }], new RecordingPlanOptions(JoinInOrder: true));
        Assert.StartsWith("b.wav has 1 channel(s) at 48000 Hz and a.wav has 1 at 10000 Hz", Assert.Single(plan.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_ExplicitStreamId_NamesTheOneStreamAndItsLaterEpochs()
    {
        var options = new RecordingPlanOptions(StreamId: "boot-5e1/3");
        var plan = RecordingPlanner.Plan([File("A_1", "2023-07-10T06:00:00Z", 600_000), File("A_2", "2023-07-10T06:10:00Z", 600_000)], options);
        Assert.Equal(["boot-5e1/3", "boot-5e1/3/20230710T061000Z"], Assert.Single(plan.Streams).Epochs.Select(epoch => epoch.StreamId));

        var two = RecordingPlanner.Plan([File("A_1", "2023-07-10T06:00:00Z", 600_000), File("B_1", "2023-07-10T06:10:00Z", 600_000)], options);
        Assert.StartsWith("--stream-id boot-5e1/3 names one stream, but the files are 2 streams (A, B)", Assert.Single(two.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_XwavWithDutyCycle_IsCutAtItsHolesAndJoinsItsRawFiles()
    {
        var start = Utc("2012-12-16T19:00:00.500Z");
        var file = File("Hawaii_1", start, 3000) with
        {
            TimeSource = "xwav",
            TimeResolution = TimeSpan.FromMilliseconds(1),
            Anchors = [new(0, start), new(1000, start.AddMilliseconds(100)), new(2000, start.AddMinutes(5))],
        };
        var next = File("Hawaii_2", start.AddMinutes(5).AddMilliseconds(100), 500) with { TimeSource = "xwav", TimeResolution = TimeSpan.FromMilliseconds(1) };
        var stream = Assert.Single(Plan(next, file).Streams);
        Assert.Equal([new RecordingSegment("Hawaii_1", 0, 2000, 0)], stream.Epochs[0].Segments);
        Assert.Equal([new RecordingSegment("Hawaii_1", 0, 1000, 2000), new RecordingSegment("Hawaii_2", 1000, 500, 0)], stream.Epochs[1].Segments);
        Assert.Equal("Hawaii/20121216T190000.5Z", stream.Epochs[0].StreamId);
        Assert.Single(stream.Gaps);
    }

    [Fact]
    public void Plan_AnyFiles_LosesNoSampleFrameAndKeepsEpochsApart()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var files = RandomFiles(random).ToArray();
            random.Shuffle(files);
            var plan = Plan(files);
            Assert.True(plan.Problems.Count == 0, $"seed {seed}: {string.Join(' ', plan.Problems)}");
            Assert.Equal(files.Sum(file => file.Frames), plan.Streams.Sum(stream => stream.Frames));

            // Every sample frame of every file once.
            foreach (var file in files)
            {
                var runs = plan.Streams.SelectMany(stream => stream.Epochs).SelectMany(epoch => epoch.Segments)
                    .Where(segment => segment.Path == file.Path).OrderBy(segment => segment.SkipFrames).ToList();
                Assert.Equal(runs.Sum(run => run.Frames), file.Frames);
                Assert.Equal(0, runs[0].SkipFrames);
                Assert.All(runs.Zip(runs.Skip(1)), pair => Assert.Equal(pair.First.SkipFrames + pair.First.Frames, pair.Second.SkipFrames));
            }

            foreach (var stream in plan.Streams)
            {
                Assert.Equal(stream.Epochs.Count - 1, stream.Gaps.Count);
                Assert.All(stream.Gaps, gap => Assert.True(gap.To > gap.From));
                foreach (var (epoch, next) in stream.Epochs.Zip(stream.Epochs.Skip(1))) Assert.True(epoch.FirstUtc < next.FirstUtc);
                foreach (var epoch in stream.Epochs)
                {
                    var position = 0L;
                    foreach (var segment in epoch.Segments)
                    {
                        Assert.Equal(position, segment.FirstPosition);
                        position += segment.Frames;
                    }

                    Assert.Equal(new RecordingAnchor(0, epoch.FirstUtc!.Value), epoch.Anchors[0]);
                }
            }

            // The order in which files are given says nothing.
            random.Shuffle(files);
            Assert.Equal(Describe(plan), Describe(Plan(files)));
        }
    }

    private static IEnumerable<RecordingInfo> RandomFiles(Random random)
    {
        foreach (var recorder in new[] { "A", "B" })
        {
            var start = Utc("2023-07-10T06:00:00Z");
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                var frames = random.NextInt64(20_000, 40_000_000);
                // A name shows the second in which the file began.
                yield return File($"{recorder}_{i}", new DateTimeOffset(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero), frames);
                start = start.AddSeconds(frames / 10_000.0);
                if (random.Next(3) == 0) start = start.AddSeconds(random.Next(3, 4000));
            }
        }
    }

    private static string Describe(RecordingPlan plan) => string.Join('\n', plan.Streams.SelectMany(stream => stream.Epochs)
        .Select(epoch => $"{epoch.StreamId} {epoch.FirstUtc:O} {string.Join(' ', epoch.Segments)} {string.Join(' ', epoch.Anchors)}"));

    private static RecordingPlan Plan(params RecordingInfo[] files) => RecordingPlanner.Plan(files, Plain);

    private static RecordingInfo File(string path, string start, long frames) => File(path, Utc(start), frames);

    private static RecordingInfo File(string path, DateTimeOffset start, long frames) => Relative(path, frames) with
    {
        Start = start,
        TimeSource = "file-name:prefix",
        TimeResolution = TimeSpan.FromSeconds(1),
        Recorder = path.Split('_')[0],
    };

    private static RecordingInfo Relative(string path, long frames) => new()
    {
        Path = path,
        FormatName = "WAV, 16-bit PCM",
        SampleRate = 10_000,
        Channels = 1,
        Frames = frames,
        TimeSource = "none",
        Recorder = Path.GetFileNameWithoutExtension(path),
    };
}

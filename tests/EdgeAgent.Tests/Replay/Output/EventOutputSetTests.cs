using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class EventOutputSetTests
{
    private static readonly OutputFormat[] All = [OutputFormat.Ndjson, OutputFormat.Csv, OutputFormat.Raven, OutputFormat.Audacity];

    private static EventOutputOptions Options(string folder, params OutputRecording[] recordings) => new() { Directory = folder, Formats = All, Recordings = recordings };

    [Fact]
    public void Complete_TwoRecordings_WritesEveryFileAndNothingBefore()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder["results"], new("/data/a.wav", 600), new("/data/b.wav", 300)));
        set.Accept(Events.Of(EventState.Close, recording: "/data/a.wav"));
        Assert.All(folder.Content(), name => Assert.True(name == "results" || Path.GetFileName(name).StartsWith('.'), name));
        var files = set.Complete();
        string[] expected = ["a.labels.txt", "a.selections.txt", "b.labels.txt", "b.selections.txt", "events.audacity.txt", "events.csv", "events.ndjson", "events.selections.txt"];
        Assert.Equal(["results", .. expected.Select(name => "results/" + name)], folder.Content());
        Assert.Equal(expected, files.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        // A recording without an event still has its table: it was looked at.
        Assert.Single(File.ReadAllLines(folder["results/b.selections.txt"]));
        Assert.Empty(File.ReadAllBytes(folder["results/b.labels.txt"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_AfterEvents_LeavesTheFolderAsItWas(bool folderExisted)
    {
        using var folder = new Folder();
        if (folderExisted) folder.Write("notes.txt", "mine");
        var target = folderExisted ? folder.Path : folder["deep/er/results"];
        var set = EventOutputSet.Open(Options(target, new OutputRecording("/data/a.wav", 600)));
        for (var i = 0; i < 500; i++) set.Accept(Events.Of(EventState.Close, begin: i, recording: "/data/a.wav"));
        set.Dispose();
        Assert.Equal(folderExisted ? ["notes.txt"] : [], folder.Content());
        Assert.Throws<ObjectDisposedException>(() => set.Accept(Events.Gap));
    }

    [Fact]
    public void Ndjson_EventsAndGaps_ReadBackEqualInOrder()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path, new OutputRecording("/data/a.wav", 600)));
        DetectionEvent[] events =
        [
            Events.Of(EventState.Open, Events.Awkward, recording: "/data/a.wav"),
            Events.Of(EventState.Update, Events.Awkward, recording: "/data/a.wav", revision: 1),
            Events.Of(EventState.Close, Events.Awkward, recording: "/data/a.wav", revision: 2),
        ];
        foreach (var detection in events) set.Accept(detection);
        set.Accept(Events.Gap);
        set.Complete();

        var text = File.ReadAllText(folder["events.ndjson"]);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        for (var i = 0; i < events.Length; i++)
        {
            var back = JsonSerializer.Deserialize(lines[i], EventJson.Default.DetectionEvent)!;
            Assert.Equal(events[i], back);
        }
        Assert.Equal(Events.Gap, JsonSerializer.Deserialize(lines[3], EventJson.Default.GapRecord));
        Assert.Contains("鲸", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_AwkwardLabel_ReadsBackFieldByField()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path, new OutputRecording("/data/a, b.wav", 600)));
        set.Accept(Events.Of(EventState.Open, Events.Awkward, recording: "/data/a, b.wav"));
        set.Accept(Events.Of(EventState.Close, Events.Awkward, recording: "/data/a, b.wav", revision: 1));
        set.Complete();
        Assert.DoesNotContain("\r\n0", File.ReadAllText(folder["events.csv"]), StringComparison.Ordinal);
        var table = DelimitedFile.Read(folder["events.csv"]);
        Assert.Equal(2, table.Rows.Count);
        var row = table.Rows[0].Fields.Zip(table.Rows[1].Fields).ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(table.Rows[0].Fields.Count, table.Rows[1].Fields.Count);
        // A spreadsheet would run what begins with "=": it is made text.
        Assert.Equal("'" + Events.Awkward.Replace("\r\n", "\n", StringComparison.Ordinal), row["label"]);
        Assert.Equal("/data/a, b.wav", row["recording"]);
        Assert.Equal(("12.480", "24.780", "12.300"), (row["begin_s"], row["end_s"], row["duration_s"]));
        Assert.Equal(("0.9810", "0.8312", "12"), (row["peak_score"], row["mean_score"], row["windows"]));
        Assert.Equal(("2026-03-15T09:30:12.480Z", "124800", "247800", "10000"), (row["onset_utc"], row["first_sample"], row["last_sample"], row["sample_rate"]));
    }

    [Fact]
    public void Raven_JoinedRecordings_TimesAddUpOverAllAndEndWithTheSoundBesideEach()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path, new("/data/a.wav", 600, Channel: 2, HighHz: 5000), new("/data/b.wav", 300.5)));
        set.Accept(Events.Of(EventState.Close, "x\ty\nz", begin: 595, seconds: 10, recording: "/data/a.wav"));
        set.Accept(Events.Of(EventState.Close, begin: 1.25, seconds: 2, recording: "/data/b.wav"));
        set.Complete();

        Assert.Equal(
        [
            "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tLabel\tScore\tMean Score\tBegin File\tBegin Path\tFile Offset (s)\tEvent Id",
            "1\tSpectrogram 1\t2\t595.000\t605.000\t0.0\t5000.0\tx y z\t0.9810\t0.8312\ta.wav\t/data/a.wav\t595.000\t00000000000000000000000000091438",
            "2\tSpectrogram 1\t1\t601.250\t603.250\t0.0\t5000.0\thumpback\t0.9810\t0.8312\tb.wav\t/data/b.wav\t1.250\t000000000000000000000000000004e2",
        ], File.ReadAllLines(folder["events.selections.txt"]));
        Assert.Contains("1\tSpectrogram 1\t2\t595.000\t600.000\t", File.ReadAllText(folder["a.selections.txt"]), StringComparison.Ordinal);
        Assert.Contains("1\tSpectrogram 1\t1\t1.250\t3.250\t", File.ReadAllText(folder["b.selections.txt"]), StringComparison.Ordinal);
        Assert.Equal("595.000\t605.000\tx y z\t0.9810\n601.250\t603.250\thumpback\t0.9810\n", File.ReadAllText(folder["events.audacity.txt"]));
        Assert.Equal("1.250\t3.250\thumpback\t0.9810\n", File.ReadAllText(folder["b.labels.txt"]));
    }

    [Fact]
    public void Raven_Written_ReadsBackAsTruthInEachRecording()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path, new("/data/a.wav", 600), new("/data/b.wav", 300)));
        set.Accept(Events.Of(EventState.Close, recording: "/data/a.wav"));
        set.Accept(Events.Of(EventState.Close, begin: 7.5, seconds: 1, recording: "/data/b.wav"));
        set.Complete();
        var items = TruthReader.Read(folder["events.selections.txt"]).Items;
        Assert.Equal([new TruthItem("humpback", "/data/a.wav", 12.48, 24.78, null, 2), new TruthItem("humpback", "/data/b.wav", 7.5, 8.5, null, 3)],
            items.Select(item => item with { EndSeconds = Math.Round(item.EndSeconds, 6) }));
        var csv = TruthReader.Read(folder["events.csv"]).Items;
        Assert.Equal(["/data/a.wav", "/data/b.wav"], csv.Select(item => item.File));
        Assert.Equal([12.48, 7.5], csv.Select(item => item.BeginSeconds));
    }

    [Fact]
    public void Accept_StreamWithoutFiles_CountsFromTheStreamsStart()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path));
        set.Accept(Events.Of(EventState.Close, recording: null));
        set.Complete();
        Assert.Equal("12.480\t24.780\thumpback\t0.9810\n", File.ReadAllText(folder["events.audacity.txt"]));
    }

    [Fact]
    public void Complete_SameEventsTwiceOverHundredsOfInterleavedRecordings_SameBytes()
    {
        using var folder = new Folder();
        var recordings = Enumerable.Range(0, 300).Select(i => new OutputRecording($"/data/rec{i:D3}.wav", 60)).ToArray();
        foreach (var run in new[] { "one", "two" })
        {
            using var set = EventOutputSet.Open(Options(folder[run], recordings));
            for (var i = 0; i < 3000; i++)
                set.Accept(Events.Of(i % 3 == 0 ? EventState.Open : EventState.Close, begin: i % 50, seconds: 1 + i % 7 * 0.1, recording: recordings[i * 37 % 300].Path));
            // Twenty at most, however many recordings there are: a long deployment must not run out of file descriptors.
            Assert.InRange(new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(open => open.LinkTarget?.StartsWith(folder[run], StringComparison.Ordinal) == true), 1, 20);
            set.Complete();
        }
        var names = Directory.GetFiles(folder["one"]).Select(name => Path.GetFileName(name)).ToArray();
        Assert.Equal(604, names.Length);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(folder["one/" + name]), File.ReadAllBytes(folder["two/" + name])));
        // Every closed event is in the table of all and in exactly one table beside a recording, and files that were closed in between lost nothing.
        var beside = names.Where(name => name.StartsWith("rec", StringComparison.Ordinal) && name.EndsWith(".selections.txt", StringComparison.Ordinal)).Sum(name => File.ReadAllLines(folder["one/" + name]).Length - 1);
        Assert.Equal(2000, beside);
        Assert.Equal(2001, File.ReadAllLines(folder["one/events.selections.txt"]).Length);
    }

    [Fact]
    public void Open_ResultsOfAnEarlierRun_AreRefusedOrReplacedWhole()
    {
        using var folder = new Folder();
        folder.Write("a.selections.txt", "earlier");
        var options = Options(folder.Path, new OutputRecording("/data/a.wav", 600));
        Assert.Contains("a.selections.txt exists already", Assert.Throws<OutputException>(() => EventOutputSet.Open(options)).Message, StringComparison.Ordinal);
        Assert.Equal(["a.selections.txt"], folder.Content());
        using (var aborted = EventOutputSet.Open(options with { Existing = ExistingFiles.Replace })) aborted.Accept(Events.Of(EventState.Close, recording: "/data/a.wav"));
        Assert.Equal("earlier", File.ReadAllText(folder["a.selections.txt"]));
        using var set = EventOutputSet.Open(options with { Existing = ExistingFiles.Replace });
        set.Complete();
        Assert.StartsWith("Selection\t", File.ReadAllText(folder["a.selections.txt"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OutIsAFile_SaysToNameAFolder()
    {
        using var folder = new Folder();
        var file = folder.Write("out", "a file");
        Assert.Equal($"{file} is a file; name a folder with --out.", Assert.Throws<OutputException>(() => EventOutputSet.Open(Options(file))).Message);
    }

    [Fact]
    public void Open_FolderCannotBeMade_NamesIt() =>
        Assert.StartsWith("/proc/edge-agent/out could not be written", Assert.Throws<OutputException>(() => EventOutputSet.Open(Options("/proc/edge-agent/out"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Complete_OneNameIsTakenMeanwhile_NoneIsGiven()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path, new OutputRecording("/data/a.wav", 600)));
        set.Accept(Events.Of(EventState.Close, recording: "/data/a.wav"));
        folder.Write("a.selections.txt", "another's");
        Assert.Contains("a.selections.txt exists already", Assert.Throws<OutputException>(set.Complete).Message, StringComparison.Ordinal);
        Assert.Equal(["a.selections.txt"], folder.Content());
        Assert.Equal("another's", File.ReadAllText(folder["a.selections.txt"]));
    }

    [Fact]
    public void Accept_RecordingThatIsNotOfTheRun_IsABugAndLeavesNothing()
    {
        using var folder = new Folder();
        using var set = EventOutputSet.Open(Options(folder.Path));
        Assert.Throws<ArgumentException>(() => set.Accept(Events.Of(EventState.Close)));
        Assert.Empty(folder.Content());
    }
}

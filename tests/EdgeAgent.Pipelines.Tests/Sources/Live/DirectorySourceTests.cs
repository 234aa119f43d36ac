using System.Runtime.InteropServices;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>A folder that a recorder fills.</summary>
public sealed class DirectorySourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DirectorySourceTests() => _folder.Folder("card");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fill_FilesThatFollowEachOther_AreOneEpochWithoutASeam()
    {
        Write(0, 2);
        Write(2, 2);
        await using var run = Start();
        await run.UntilAsync(() => Frames(run) == 4 * Tools.Rate, "both are heard");
        Write(4, 1);
        await run.UntilAsync(() => Frames(run) == 5 * Tools.Rate, "the third is heard");

        Assert.Single(run.Epochs);
        Assert.Empty(run.Gaps);
        Assert.Equal(Tools.Recording(0, 5), Pcm(run));
    }

    [Fact]
    public async Task Next_Hole_IsAGapBetweenTwoEpochs()
    {
        Write(0, 2);
        Write(10, 2);
        await using var run = Start();
        await run.UntilAsync(() => Frames(run) == 4 * Tools.Rate, "both are heard");

        Assert.Equal(2, run.Epochs.Count);
        var gap = Assert.Single(run.Gaps);
        Assert.Equal(("recording-hole", new DateTimeOffset(2026, 3, 15, 6, 0, 2, TimeSpan.Zero), 8.0), (gap.Cause, gap.From!.Value, gap.LostSeconds!.Value));
    }

    [Fact]
    public async Task Next_FileThatIsStillWritten_WaitsUntilItIsComplete()
    {
        var whole = File.ReadAllBytes(Write(0, 3));
        File.Delete(Name(0));
        await using var run = Start(settle: 0.4);
        var random = new Random(4);
        await using (var recorder = new FileStream(Name(0), FileMode.Create, FileAccess.Write, FileShare.Read, 1))
        {
            for (var at = 0; at < whole.Length;)
            {
                var count = Math.Min(whole.Length - at, random.Next(1, 9000));
                await recorder.WriteAsync(whole.AsMemory(at, count), TestContext.Current.CancellationToken);
                at += count;
                Assert.Empty(run.Epochs);
                await PauseAsync(0.05);
            }
        }

        await run.UntilAsync(() => run.Epochs.Count > 0 && Frames(run) == 3 * Tools.Rate, "it is heard");
        Assert.Equal(Tools.Recording(0, 3), Pcm(run));
        Assert.Empty(run.Gaps);
    }

    [Fact]
    public async Task Next_Restarted_HearsEachFileOnce()
    {
        for (var i = 0; i < 6; i++) Write(i * 90, 1);
        await using (var first = Start()) await first.UntilAsync(() => Frames(first) == 6 * Tools.Rate, "all are heard");
        Write(590, 1);
        // The same name again, with other sound: a recorder that begins anew.
        Write(0, 2);
        // Cut by a crash.
        File.AppendAllText(_folder["journal"], "-1\t123");

        await using var second = Start();
        await second.UntilAsync(() => Frames(second) == 3 * Tools.Rate, "the new ones are heard");
        await PauseAsync(0.5);

        Assert.Equal(3 * Tools.Rate, Frames(second));
        Assert.Equal([.. Tools.Recording(0, 2), .. Tools.Recording(590, 1)], Pcm(second));
    }

    [Fact]
    public async Task Next_StoppedInsideAFile_GoesOnThere()
    {
        Write(0, 60);
        Write(60, 1);
        var parts = new List<byte>();
        for (var i = 0; parts.Count < 61 * Tools.Rate * 2; i++)
        {
            Assert.True(i < 200);
            var run = Start();
            var wanted = Math.Min(i * 17_000L, (61 * Tools.Rate) - (parts.Count / 2));
            await run.UntilAsync(() => Frames(run) >= wanted, "some of it is heard");
            await run.DisposeAsync();
            Assert.Empty(run.Gaps);
            parts.AddRange(Pcm(run));
        }

        Assert.Equal([.. Tools.Recording(0, 60), .. Tools.Recording(60, 1)], parts);
    }

    [Fact]
    public async Task Next_FilesThatAreNoRecordings_AreToldOnceAndLeftOut()
    {
        _folder.Write("card/HYD1_20260315_055900.wav", "no sound at all"u8);
        _folder.Write("card/.hidden.wav", "x"u8);
        _folder.Write("card/notes.txt", "x"u8);
        Write(0, 1);
        await using (var run = Start(settle: 0.1))
        {
            await run.UntilAsync(() => Frames(run) == Tools.Rate && run.Gaps.Count > 0, "the good one is heard and the bad one told");
            var gap = Assert.Single(run.Gaps);
            Assert.Equal("unreadable", gap.Cause);
            Assert.Contains("HYD1_20260315_055900.wav", gap.Detail, StringComparison.Ordinal);
        }

        await using var again = Start(settle: 0.1);
        await PauseAsync(1.5);
        Assert.Empty(again.Gaps);
    }

    [Fact]
    public async Task Next_FileThatIsCutShort_IsHeardAndItsEndIsAGap()
    {
        var path = Write(0, 4);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes.AsSpan(0, 44 + (2 * Tools.Rate * 2)));
        Write(4, 1);
        await using var run = Start(settle: 0.1);
        await run.UntilAsync(() => Frames(run) == 3 * Tools.Rate, "what is there is heard");

        Assert.Equal(2, run.Epochs.Count);
        Assert.Equal([.. Tools.Recording(0, 2), .. Tools.Recording(4, 1)], Pcm(run));
        Assert.Contains(run.Gaps, g => g is { Cause: "truncated", LostSeconds: 2.0 });
        Assert.DoesNotContain(run.Gaps, g => g.Cause == "recording-hole");
    }

    [Fact]
    public async Task Fill_SampleThatIsNoNumber_EverythingBeforeItIsHeardAndTheRestIsAGap()
    {
        var samples = new float[2 * Tools.Rate];
        samples[Tools.Rate / 2] = float.NaN;
        _folder.Write("card/HYD1_20260315_060000.wav", WavWriter.Floats(samples, Tools.Rate));
        Write(2, 1);
        await using var run = Start();
        await run.UntilAsync(() => Frames(run) == Tools.Rate * 3 / 2, "what is sound is heard");

        var gap = Assert.Single(run.Gaps);
        Assert.Equal(("unreadable", 1.5), (gap.Cause, gap.LostSeconds!.Value));
        Assert.Equal(2, run.Epochs.Count);
    }

    [Fact]
    public async Task Next_FolderThatComesAndGoes_IsWaitedFor()
    {
        Directory.Delete(_folder["card"]);
        await using var run = Start();
        await run.UntilAsync(() => run.Gaps.Count > 0, "it is told");
        Assert.Equal("source-missing", run.Gaps[0].Cause);

        _folder.Folder("card");
        Write(0, 1);
        await run.UntilAsync(() => Frames(run) == Tools.Rate, "the file is heard");

        Assert.Equal(["source-missing", "source-missing"], run.Gaps.Select(g => g.Cause));
        Assert.NotNull(run.Gaps[1].To);
    }

    [Fact]
    public void New_JournalThatCannotBeKept_IsRefused()
    {
        var file = _folder.Write("file", "x"u8);

        var error = Assert.Throws<EdgeAgent.Pipelines.Sources.SourceException>(() => new DirectorySource(_folder["card"], 1, new DirectoryOptions { Journal = file + "/journal" }, TimeProvider.System));

        Assert.Contains("name another place in Source:Journal", error.Message, StringComparison.Ordinal);
    }

    private static async Task PauseAsync(double seconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private static long Frames(SupervisedRun run) => run.Epochs.Sum() / sizeof(float);

    private static byte[] Pcm(SupervisedRun run) =>
        MemoryMarshal.AsBytes(MemoryMarshal.Cast<byte, float>(run.Kept).ToArray().Select(s => (short)Math.Round(s * 32768)).ToArray().AsSpan()).ToArray();

    private SupervisedRun Start(double settle = 0.15) =>
        new(new DirectorySource(_folder["card"], 1, new DirectoryOptions { Settle = TimeSpan.FromSeconds(settle), Journal = _folder["journal"] }, TimeProvider.System), keep: true);

    private string Name(int second) => _folder[$"card/HYD1_20260315_06{second / 60:D2}{second % 60:D2}.wav"];

    // The recording from a second on, with its time in its name, as a recorder that renames what it has finished.
    private string Write(int second, int seconds)
    {
        var path = Name(second);
        File.WriteAllBytes(path + ".part", WavWriter.Bytes(1, 1, Tools.Rate, 16, Tools.Recording(second, seconds)));
        File.Move(path + ".part", path, overwrite: true);
        return path;
    }
}

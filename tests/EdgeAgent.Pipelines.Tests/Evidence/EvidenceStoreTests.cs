using System.Security.Cryptography;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class EvidenceStoreTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 30, 12, 480, TimeSpan.Zero);

    private readonly ManualTime _time = new();

    [Fact]
    public void Write_File_HasItsUtcNameItsHashAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path);
        var bytes = new byte[1234];
        Random.Shared.NextBytes(bytes);

        var media = store.Write(Item("humpback", Start), bytes).Media!;
        var picture = store.Write(Item("humpback", Start) with { Kind = EvidenceItem.Spectrogram, Extension = "png", Beside = media }, [1, 2, 3]).Media!;

        Assert.Equal("reef-north/2026-03-15/20260315T093012.480Z_humpback_b3f1c2d4.flac", media.Path);
        Assert.Equal("reef-north/2026-03-15/20260315T093012.480Z_humpback_b3f1c2d4.png", picture.Path);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(folder.Path, media.Path)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), media.Sha256);
        Assert.Equal(1234, media.Bytes);
        Assert.Equal(2, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
        Assert.Equal((2, 1237), (store.Figures.Files, store.Figures.Bytes));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b_c\0d")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("горбатый кит")]
    [InlineData("\ud800 half a letter")]
    public void Write_AnyLabelAndPipeline_StaysInTheFolderAndIsFoundAgain(string name)
    {
        using var folder = new TemporaryFolder();
        var media = Open(folder.Path).Write(Item(name, Start) with { Pipeline = name }, [1]).Media!;

        Assert.StartsWith(folder.Path + "/", Path.GetFullPath(Path.Combine(folder.Path, media.Path)), StringComparison.Ordinal);
        Assert.Equal(3, media.Path.Split('/').Length);
        Assert.Equal(1, Open(folder.Path).Figures.Files);
    }

    [Fact]
    public void Write_RelativeTime_IsNamedByIt()
    {
        using var folder = new TemporaryFolder();

        var media = Open(folder.Path).Write(Item("humpback", null) with { Seconds = 12.5 }, [1]).Media!;

        Assert.Equal("reef-north/undated/s0000012.500_humpback_b3f1c2d4.flac", media.Path);
        Assert.Equal(1, Open(folder.Path).Figures.Files);
    }

    [Fact]
    public void Open_DraftsOfAProcessThatIsGone_AreRemovedAndTheFilesCount()
    {
        using var folder = new TemporaryFolder();
        Open(folder.Path).Write(Item("humpback", Start), [1, 2, 3]);
        var left = folder.Write(".drafts/999999999/1.flac", [1]);

        var store = Open(folder.Path);

        Assert.False(File.Exists(left));
        Assert.Equal((1, 3), (store.Figures.Files, store.Figures.Bytes));
    }

    [Fact]
    public void Write_WriterThatFails_LeavesNothingAndSaysWhy()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path);

        var outcome = store.Write(Item("humpback", Start), 100, path =>
        {
            File.WriteAllBytes(path, [1]);
            throw new IOException("the medium is gone");
        });

        Assert.Equal(EvidenceRefusal.Failed, outcome.Refusal);
        Assert.Contains("the medium is gone", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
        Assert.NotNull(store.Write(Item("humpback", Start), [1]).Media);
        Assert.Null(store.Figures.Problem);
    }

    [Fact]
    public void Write_OverTheBudget_RecordingsGoFirstThenTheOldestAndRareLabelsStay()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path, o => o with { BudgetBytes = 1000, KeptPerLabel = 1 });
        store.Write(Item("rare", Start.AddDays(-9)), new byte[100]);
        store.Write(Item("recording", Start.AddDays(-1)) with { Kind = EvidenceItem.Recording }, new byte[300]);
        for (var i = 0; i < 20; i++) Assert.NotNull(store.Write(Item("common", Start.AddMinutes(i)), new byte[100]).Media);

        var left = Names(folder.Path);
        Assert.DoesNotContain(left, n => n.Contains("recording", StringComparison.Ordinal));
        Assert.Equal(10, left.Length);
        Assert.Contains(left, n => n.Contains("_rare_", StringComparison.Ordinal));
        Assert.Contains(left, n => n.StartsWith("20260315T094912", StringComparison.Ordinal));
        Assert.True(store.Figures.Bytes <= 1000);
    }

    [Fact]
    public void Write_LargerThanAllThatMayGo_IsRefusedAndNothingGoes()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path, o => o with { BudgetBytes = 1000, KeptPerLabel = 5 });
        store.Write(Item("a", Start), new byte[600]);
        store.Write(Item("b", Start), new byte[300]);

        var outcome = store.Write(Item("c", Start), new byte[200]);

        Assert.Equal(EvidenceRefusal.NoRoom, outcome.Refusal);
        Assert.Equal(2, store.Figures.Files);
        Assert.Equal(1, store.Figures.WithoutRoom);
    }

    [Fact]
    public void Write_WhatIsTooOld_GoesOnlyByAClockThatIsRight()
    {
        using var folder = new TemporaryFolder();
        var isRight = false;
        var store = new EvidenceStore(new EvidenceOptions { Directory = folder.Path, MaxAge = TimeSpan.FromDays(30), KeptPerLabel = 1 }, _time, () => isRight);
        for (var i = 0; i < 3; i++) store.Write(Item("humpback", _time.GetUtcNow().AddDays(-100 + i)), [1]);
        Assert.Equal(3, store.Figures.Files);

        isRight = true;
        store.Tidy();

        // The newest of its label stays.
        Assert.Equal(1, store.Figures.Files);
        Assert.Equal(2, store.Figures.Removed);
    }

    [Fact]
    public void Write_OverHalfTheDaysBytes_LowScoresGoFirstAndADayLaterAllGoAgain()
    {
        using var folder = new TemporaryFolder();
        var store = Open(folder.Path, o => o with { DailyBytes = 10_000 });
        var random = new Random(3);
        var scores = new List<double>();
        var dropped = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var score = random.NextDouble();
            var outcome = store.Write(Item("humpback", Start.AddSeconds(i)) with { Score = score }, new byte[100]);
            (outcome.Media is null ? dropped : scores).Add(score);
            if (outcome.Media is null) Assert.Equal(EvidenceRefusal.WriteBudget, outcome.Refusal);
        }

        Assert.InRange(store.Figures.WrittenToday, 8_000, 10_000);
        // Of those behind the first half, higher scores were kept.
        Assert.True(scores.Skip(50).Average() > dropped.Average() + 0.1);

        _time.Advance(TimeSpan.FromHours(25));
        Assert.NotNull(store.Write(Item("humpback", Start.AddDays(1)) with { Score = 0.01 }, new byte[100]).Media);
    }

    [Fact]
    public void Open_BytesOfYesterday_CountForTheDay()
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System;
        new EvidenceStore(new EvidenceOptions { Directory = folder.Path }, now, () => true).Write(Item("humpback", Start), new byte[900]);

        var store = new EvidenceStore(new EvidenceOptions { Directory = folder.Path, DailyBytes = 1000 }, now, () => true);

        Assert.Equal(EvidenceRefusal.WriteBudget, store.Write(Item("humpback", Start.AddDays(1)), new byte[200]).Refusal);
    }

    [Fact]
    public void Open_DiskThatComesHoursLater_BytesOfYesterdayCountStill()
    {
        var budget = new WriteBudget(1000, _time);
        _time.Advance(TimeSpan.FromHours(7.5));

        budget.Recall(600, TimeSpan.FromHours(20));
        budget.Recall(300, TimeSpan.Zero);
        budget.Recall(5, TimeSpan.FromHours(24));
        budget.Recall(7, TimeSpan.FromHours(-1));
        Assert.Equal(900, budget.Spent);

        _time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(300, budget.Spent);
        _time.Advance(TimeSpan.FromHours(20));
        Assert.Equal(0, budget.Spent);
    }

    [Fact]
    public async Task Figures_DiskThatHangs_AreThoseOfBefore()
    {
        using var folder = new TemporaryFolder();
        using var gate = new ManualResetEventSlim(initialState: true);
        var asked = 0;
        var store = new EvidenceStore(new EvidenceOptions { Directory = folder.Path, MaxAge = TimeSpan.FromDays(30) }, _time, () =>
        {
            Interlocked.Increment(ref asked);
            return gate.Wait(AgentProcess.Patience);
        });
        store.Write(Item("humpback", Start), new byte[900]);
        gate.Reset();
        var before = asked;

        // It holds the store while it asks, as while it deletes.
        var hanging = Task.Run(store.Tidy, TestContext.Current.CancellationToken);
        try
        {
            await Until.HoldsAsync(() => Volatile.Read(ref asked) > before);

            Assert.Equal((1, 900), (store.Figures.Files, store.Figures.Bytes));
            // Another round does not queue up behind it.
            store.Tidy();
        }
        finally
        {
            gate.Set();
        }

        await hanging.WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void TryRemove_FileThatWasJustPlacedThere_KeepsTheFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("reef/2026-03-15/new.flac", [1]);

        Assert.False(EvidenceFolder.TryRemove(folder["reef/2026-03-15"]));
        Assert.True(File.Exists(folder["reef/2026-03-15/new.flac"]));
        File.Delete(folder["reef/2026-03-15/new.flac"]);
        Assert.True(EvidenceFolder.TryRemove(folder["reef/2026-03-15"]));
        Assert.False(EvidenceFolder.TryRemove(folder["reef/2026-03-15"]));
    }

    [Fact]
    public void Write_FullDisk_IsRefusedLeavesTheReserveAndRecovers()
    {
        using var disk = new SmallDisk(2 << 20);
        var store = Open(disk.Path, o => o with { ReserveBytes = 1 << 19 });
        Assert.NotNull(store.Write(Item("humpback", Start), new byte[1 << 18]).Media);
        disk.Fill();

        Assert.Equal(EvidenceRefusal.NoRoom, store.Write(Item("humpback", Start.AddSeconds(1)), new byte[1 << 17]).Refusal);
        disk.Free();
        var written = 0;
        for (var i = 0; i < 40; i++) written += store.Write(Item("humpback", Start.AddMinutes(i + 1)), new byte[1 << 17]).Media is null ? 0 : 1;

        Assert.Equal(40, written);
        Assert.True(new DriveInfo(disk.Path).AvailableFreeSpace >= 1 << 19);
        Assert.Null(store.Figures.Problem);
    }

    [Fact]
    public void Write_DiskThatIsFullInTheMiddle_FailsLeavesNoDraftAndRecovers()
    {
        using var disk = new SmallDisk(1 << 20);
        var store = Open(disk.Path);
        Assert.NotNull(store.Write(Item("humpback", Start), [1]).Media);

        // Somebody else takes the rest while it writes.
        var outcome = store.Write(Item("humpback", Start.AddSeconds(1)), 1 << 16, path =>
        {
            disk.Fill();
            File.WriteAllBytes(path, new byte[1 << 16]);
        });
        Assert.Equal(EvidenceRefusal.Failed, outcome.Refusal);
        disk.Free();

        Assert.NotNull(store.Write(Item("humpback", Start.AddSeconds(2)), new byte[1 << 16]).Media);
        Assert.Equal(2, Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void Write_ReadOnlyDisk_FailsAndRecovers()
    {
        using var disk = new SmallDisk(1 << 20);
        disk.MakeReadOnly(true);
        var store = Open(disk.Path);

        Assert.Equal(EvidenceRefusal.Failed, store.Write(Item("humpback", Start), [1]).Refusal);
        disk.MakeReadOnly(false);
        Assert.NotNull(store.Write(Item("humpback", Start), [1]).Media);
        disk.MakeReadOnly(true);
        Assert.Equal(EvidenceRefusal.Failed, store.Write(Item("humpback", Start.AddSeconds(1)), [1]).Refusal);
        disk.MakeReadOnly(false);
        Assert.NotNull(store.Write(Item("humpback", Start.AddSeconds(1)), [1]).Media);
        Assert.Equal(2, store.Figures.Failed);
    }

    private static EvidenceItem Item(string label, DateTimeOffset? time) => new() { Kind = EvidenceItem.Clip, Pipeline = "reef-north", Label = label, Id = "b3f1c2d4a5b6", Extension = "flac", Time = time };

    private static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)!)];

    private EvidenceStore Open(string folder, Func<EvidenceOptions, EvidenceOptions>? with = null)
    {
        var options = new EvidenceOptions { Directory = folder };
        return new EvidenceStore(with is null ? options : with(options), _time, () => true);
    }
}

using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Output;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class DiskFullTests
{
    [Fact]
    public void Accept_RealFileSystemFillsUp_OneSentenceAndNoFile()
    {
        using var disk = new SmallDisk(64 << 10);
        using var set = EventOutputSet.Open(new EventOutputOptions { Directory = Path.Combine(disk.Path, "results"), Formats = [OutputFormat.Ndjson, OutputFormat.Csv, OutputFormat.Raven], Recordings = [new("/data/a.wav", 1e6)] });
        var error = Assert.Throws<OutputException>(() =>
        {
            for (var i = 0; i < 1000; i++) set.Accept(Events.Of(EventState.Close, begin: i, recording: "/data/a.wav"));
            set.Complete();
        });
        Assert.Contains("because the disk is full; free some space or choose another --out folder", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(disk.Path, "results/"), error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void Complete_LastBytesDoNotFit_NothingIsGivenItsName()
    {
        using var disk = new SmallDisk(16 << 10);
        // Less than a buffer a file, so that nothing reaches the disk before the end; five files of a block each do not fit on four.
        using var set = EventOutputSet.Open(new EventOutputOptions { Directory = disk.Path, Formats = [OutputFormat.Csv, OutputFormat.Audacity], Recordings = [.. Enumerable.Range(0, 5).Select(i => new OutputRecording($"/data/{i}.wav", 60))] });
        for (var i = 0; i < 5; i++) set.Accept(Events.Of(EventState.Close, recording: $"/data/{i}.wav"));
        Assert.Contains("the disk is full", Assert.Throws<OutputException>(set.Complete).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }
}

using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Tests.Functional;

/// <summary>Results that can't be written: one sentence, exit code 1, nothing that looks whole.</summary>
public sealed class OutputFailureTests(LongSong song)
{
    [Fact]
    public async Task Replay_DiskFull_OneSentenceAndNothingLeft()
    {
        using var disk = new SmallDisk(64 << 10);

        (await song.Sea.ReplayAsync(song.Path, "--out", Path.Combine(disk.Path, "results"), "--format", "ndjson,csv,raven,audacity")).Refuses(1, disk.Path, "the disk is full");

        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task Replay_ResultsOfAnEarlierRun_AreKeptUnlessToldOtherwise()
    {
        using var sea = new Sea();
        var path = sea.ShortSong();
        var results = sea.Folder["results"];
        var earlier = sea.Folder.Write("results/events.ndjson", "{}\n"u8);

        (await sea.ReplayAsync(path, "--out", results)).Refuses(1, earlier, "--overwrite");
        Assert.Equal("{}\n", await File.ReadAllTextAsync(earlier, TestContext.Current.CancellationToken));

        (await sea.ReplayAsync(path, "--out", results, "--overwrite")).Exits(0);
        Assert.Equal(2, AgentEvents.Closed(File.ReadLines(earlier)).Count(e => (string?)e["label"] == "call"));
    }

    [Fact]
    public async Task Replay_StandardOutputTakesNoMore_OneSentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart { Arguments = sea.Arguments(sea.ShortSong()), Under = ["/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"] });
        (await agent.EndAsync()).Refuses(1, "standard output could not be written (No space left on device)");
    }

    [Fact]
    public async Task Replay_OutIsAFile_Refused()
    {
        using var sea = new Sea();
        (await sea.ReplayAsync(sea.ShortSong(), "--out", sea.Folder.Write("results", "x"u8))).Refuses(1, sea.Folder["results"], "is a file");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Replay_Stopped_Exits143AndLeavesNothing(string signal)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("out");
        using var opened = new FileSystemWatcher(folder["out"]);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened.Created += (_, _) => started.TrySetResult();
        opened.EnableRaisingEvents = true;
        // Signals that a shell has told its background children to ignore are heard again.
        using var agent = AgentProcess.Start(new AgentStart { Arguments = song.Sea.Arguments(song.Path, "--speed", "1", "--out", folder["out"]), Under = ["env", "--default-signal=INT"] });
        await started.Task.WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);

        agent.Signal(signal);

        (await agent.EndAsync()).Exits(143);
        Assert.Empty(folder.Content("out"));
    }

    [Fact]
    public async Task ReplayInput_StoppedWhileNothingComes_Exits143()
    {
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = sea.Arguments("-", "--rate", "4000", "--jobs", "1"),
            Input = new Song(SongMaker.Make(20, 4000, [(13, 17)]), 4000).Raw,
            InputStaysOpen = true,
        });
        await agent.OutputLineAsync("\"open\"");

        agent.Signal("TERM");

        (await agent.EndAsync()).Exits(143);
    }

    [Fact]
    public async Task Replay_ReaderOfItsOutputIsGone_IsTold()
    {
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart { Arguments = sea.Arguments(sea.ShortSong()), Under = ["/bin/sh", "-c", "{ \"$@\"; echo \"code $?\" >&2; } | true", "sh"] });

        var result = await agent.EndAsync();

        Assert.Contains("code 1", result.Error);
        Assert.Contains(result.Error, line => line.Contains("standard output could not be written", StringComparison.Ordinal));
    }
}

using System.Diagnostics;
using EdgeAgent.Core.Events;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class DiskFullTests
{
    [Fact]
    public void Accept_RealFileSystemFillsUp_OneSentenceAndNoFile()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to mount a file system of 64 KiB");
        using var folder = new Folder();
        Directory.CreateDirectory(folder["disk"]);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder["disk"]) == 0, "needs the right to mount a file system of 64 KiB");
        try
        {
            using var set = EventOutputSet.Open(new EventOutputOptions { Directory = folder["disk/results"], Formats = [OutputFormat.Ndjson, OutputFormat.Csv, OutputFormat.Raven], Recordings = [new("/data/a.wav", 1e6)] });
            var error = Assert.Throws<OutputException>(() =>
            {
                for (var i = 0; i < 1000; i++) set.Accept(Events.Of(EventState.Close, begin: i, recording: "/data/a.wav"));
                set.Complete();
            });
            Assert.Contains("because the disk is full; free some space or choose another --out folder", error.Message, StringComparison.Ordinal);
            Assert.StartsWith(folder["disk/results/"], error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(folder["disk"]));
        }
        finally
        {
            Assert.Equal(0, Run("umount", folder["disk"]));
        }
    }

    [Fact]
    public void Complete_LastBytesDoNotFit_NothingIsGivenItsName()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to mount a file system of 16 KiB");
        using var folder = new Folder();
        Directory.CreateDirectory(folder["disk"]);
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", folder["disk"]) == 0, "needs the right to mount a file system of 16 KiB");
        try
        {
            // Less than a buffer a file, so that nothing reaches the disk before the end; five files of a block each do not fit on four.
            using var set = EventOutputSet.Open(new EventOutputOptions { Directory = folder["disk"], Formats = [OutputFormat.Csv, OutputFormat.Audacity], Recordings = [.. Enumerable.Range(0, 5).Select(i => new OutputRecording($"/data/{i}.wav", 60))] });
            for (var i = 0; i < 5; i++) set.Accept(Events.Of(EventState.Close, recording: $"/data/{i}.wav"));
            Assert.Contains("the disk is full", Assert.Throws<OutputException>(set.Complete).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(folder["disk"]));
        }
        finally
        {
            Assert.Equal(0, Run("umount", folder["disk"]));
        }
    }

    private static int Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}

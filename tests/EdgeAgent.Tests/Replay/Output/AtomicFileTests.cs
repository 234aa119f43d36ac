using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tests.Replay.Output;

public sealed class AtomicFileTests
{
    [Fact]
    public void Place_AfterWritesOfEverySizeAndSuspends_HoldsEveryByteInOrder()
    {
        using var folder = new Folder();
        var random = new Random(7);
        var expected = new MemoryStream();
        using var file = new AtomicFile(folder["out.bin"], ExistingFiles.Refuse);
        foreach (var size in new[] { 1, 100, 16_383, 2, 16_384, 16_385, 70_000, 0, 5 })
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            file.Write(bytes);
            expected.Write(bytes);
            if (size % 2 == 0) file.Suspend();
        }
        file.Seal();
        Assert.Equal([".out.bin.partial"], folder.Content());
        file.Place();
        Assert.Equal(["out.bin"], folder.Content());
        Assert.Equal(expected.ToArray(), File.ReadAllBytes(folder["out.bin"]));
    }

    [Fact]
    public void Dispose_NotPlaced_LeavesNothing()
    {
        using var folder = new Folder();
        using (var file = new AtomicFile(folder["out"], ExistingFiles.Refuse)) file.Write("half a result"u8);
        Assert.Empty(folder.Content());
    }

    [Fact]
    public void Constructor_FileExistsAndRefuse_SaysWhatToDoAndLeavesIt()
    {
        using var folder = new Folder();
        folder.Write("out", "earlier");
        var error = Assert.Throws<OutputException>(() => new AtomicFile(folder["out"], ExistingFiles.Refuse));
        Assert.Equal($"{folder["out"]} exists already; choose another --out folder, or pass --overwrite to replace it.", error.Message);
        Assert.Equal("earlier", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void Place_FileAppearedMeanwhileAndRefuse_KeepsTheOther()
    {
        using var folder = new Folder();
        using (var file = new AtomicFile(folder["out"], ExistingFiles.Refuse))
        {
            file.Write("mine"u8);
            file.Seal();
            folder.Write("out", "another's");
            Assert.Contains("exists already", Assert.Throws<OutputException>(file.Place).Message, StringComparison.Ordinal);
        }
        Assert.Equal(["out"], folder.Content());
        Assert.Equal("another's", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void Place_Replace_EarlierFileIsWholeUntilThen()
    {
        using var folder = new Folder();
        folder.Write("out", "earlier");
        using var file = new AtomicFile(folder["out"], ExistingFiles.Replace);
        file.Write("later"u8);
        file.Seal();
        Assert.Equal("earlier", File.ReadAllText(folder["out"]));
        file.Place();
        Assert.Equal("later", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void Open_WhileAnotherRunWrites_IsRefusedAndHarmsNothing()
    {
        using var folder = new Folder();
        using var first = new AtomicFile(folder["out"], ExistingFiles.Replace);
        first.Write("first"u8);
        first.Flush();
        using (var second = new AtomicFile(folder["out"], ExistingFiles.Replace)) Assert.Throws<OutputException>(second.Open);
        first.Seal();
        first.Place();
        Assert.Equal("first", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void Open_LeftoverOfAKilledRun_StartsEmpty()
    {
        using var folder = new Folder();
        folder.Write(".out.partial", "a long leftover of a run that was killed");
        using var file = new AtomicFile(folder["out"], ExistingFiles.Refuse);
        file.Write("new"u8);
        file.Seal();
        file.Place();
        Assert.Equal(["out"], folder.Content());
        Assert.Equal("new", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void Constructor_NameIsAFolder_IsRefused()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["out"]);
        Assert.Contains("is a folder", Assert.Throws<OutputException>(() => new AtomicFile(folder["out"], ExistingFiles.Replace)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderIsMissing_NamesTheFile()
    {
        using var folder = new Folder();
        using var file = new AtomicFile(folder["missing/out"], ExistingFiles.Refuse);
        Assert.StartsWith(folder["missing/out"] + " could not be written", Assert.Throws<OutputException>(file.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_DeviceIsFull_SaysThatTheDiskIsFullAndLeavesNothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full, a device that is always full");
        using var folder = new Folder();
        // The temporary name leads to a full device, as a full disk would: opening works, writing does not.
        File.CreateSymbolicLink(folder[".out.partial"], "/dev/full");
        using (var file = new AtomicFile(folder["out"], ExistingFiles.Refuse))
        {
            file.Write("bytes"u8);
            Assert.Equal($"{folder["out"]} could not be written because the disk is full; free some space or choose another --out folder and run again (nothing partial was left).",
                Assert.Throws<OutputException>(file.Seal).Message);
        }
        Assert.Empty(folder.Content());
    }
}

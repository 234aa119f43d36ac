using EdgeAgent.Interop.Files;

namespace EdgeAgent.Interop.Tests.Files;

public sealed class DirectoryFlushTests
{
    [Fact]
    public void Flush_Folder_Succeeds()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "file"), "text");

        DirectoryFlush.Flush(folder.Path);
    }

    [Fact]
    public void Flush_WhatIsNoFolder_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "text");

        Assert.StartsWith($"{file} can't be opened: Not a directory", Assert.Throws<IOException>(() => DirectoryFlush.Flush(file)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{folder.Path}/none can't be opened: No such file", Assert.Throws<IOException>(() => DirectoryFlush.Flush(folder.Path + "/none")).Message, StringComparison.Ordinal);
    }
}

using System.Diagnostics;

namespace EdgeAgent.TestKit.Disk;

/// <summary>A disk of a few kilobytes or megabytes in memory, which can be filled, grown and made read-only; skips the test where none may be mounted.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(long bytes)
    {
        if (Mount(bytes)) return;
        _folder.Dispose();
        Assert.Skip("needs the right to mount a tmpfs");
    }

    private SmallDisk()
    {
    }

    /// <summary>A disk; null where none may be mounted.</summary>
    public static SmallDisk? IfPossible(long bytes)
    {
        var disk = new SmallDisk();
        if (disk.Mount(bytes)) return disk;
        disk._folder.Dispose();
        return null;
    }

    public string Path => _folder.Path;

    /// <summary>Takes all that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    public void Free() => File.Delete(System.IO.Path.Combine(Path, "filler"));

    /// <summary>Makes it larger, or smaller than it is but not than what it holds.</summary>
    public void Resize(long bytes) => Assert.True(Run("mount", "-o", $"remount,size={bytes}", Path));

    public void MakeReadOnly(bool isReadOnly) => Assert.True(Run("mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", Path));

    public void Dispose()
    {
        // Whoever still has a file open there keeps nobody from cleaning up.
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private bool Mount(long bytes) => Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Path);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

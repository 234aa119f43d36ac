using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>A small file system of a trial's own: in memory, or ext4 in a file, which can lose its power. Needs root.</summary>
internal sealed class MountedDisk : IDisposable
{
    // _IOR('X', 125, __u32): drop the journal and everything that is not written yet; all that follows fails (linux/fs.h).
    private const nuint Shutdown = 2u << 30 | 4u << 16 | 'X' << 8 | 125;
    private const int WithoutFlushing = 2;

    private readonly string[] _mount;

    private MountedDisk(string path, string[] mount)
    {
        (Path, _mount) = (path, mount);
        Directory.CreateDirectory(path);
        Mount();
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing { get; } = Environment.UserName != "root" ? "needs root" : !File.Exists("/bin/mount") ? "needs mount" : null;

    /// <summary>Why there can be none of ext4 here.</summary>
    public static string? MissingExt4 { get; } = Missing ?? (!File.Exists("/sbin/mkfs.ext4") ? "needs mkfs.ext4 (Debian package e2fsprogs)" : !File.Exists("/dev/loop-control") ? "needs loop devices" : null);

    /// <summary>One in memory.</summary>
    public static MountedDisk InMemory(string path, long bytes) => new(path, ["-t", "tmpfs", "-o", $"size={bytes}", "tmpfs"]);

    /// <summary>One of ext4 in a file.</summary>
    public static MountedDisk Ext4(string path, string image, long bytes)
    {
        using (var file = new FileStream(image, FileMode.CreateNew)) file.SetLength(bytes);
        Tool("/sbin/mkfs.ext4", ["-q", "-F", image]);
        return new MountedDisk(path, ["-t", "ext4", "-o", "loop", image]);
    }

    /// <summary>Cuts the power: nothing reaches the file system from now on.</summary>
    public void Cut()
    {
        var how = WithoutFlushing;
        var folder = Open(Path, 0);
        var code = folder < 0 ? folder : Ioctl(folder, Shutdown, ref how);
        var error = Marshal.GetLastPInvokeError();
        if (folder >= 0) _ = Close(folder);
        if (code != 0) throw new InvalidOperationException($"the power of {Path} could not be cut (error {error})");
    }

    /// <summary>Unmounts and mounts it, as after a power cut. Nobody may use it.</summary>
    public void Restart()
    {
        Tool("/bin/umount", [Path]);
        Mount();
    }

    /// <summary>Makes it read-only, or writable again. Nobody may have a file open for writing.</summary>
    public void SetReadOnly(bool readOnly) => Tool("/bin/mount", ["-o", readOnly ? "remount,ro" : "remount,rw", Path]);

    public void Dispose()
    {
        Tool("/bin/umount", ["-l", Path]);
    }

    private void Mount() => Tool("/bin/mount", [.. _mount, Path]);

    private static void Tool(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }

    // A folder can't be opened by File.OpenHandle.
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Ioctl(int file, nuint request, ref int argument);
}

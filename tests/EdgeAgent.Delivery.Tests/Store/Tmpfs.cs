using System.Diagnostics;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A small file system of a test's own, which can be filled, grown and made read-only.</summary>
internal sealed class Tmpfs : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Tmpfs()
    {
    }

    public string Path => _folder["disk"];

    /// <summary>Mounts one, or skips the test with the reason.</summary>
    public static Tmpfs Mount(string size)
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to mount a small file system");
        var disk = new Tmpfs();
        disk._folder.Folder("disk");
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "edge-agent-test", disk.Path) is { Length: > 0 } refused)
        {
            disk._folder.Dispose();
            Assert.Skip($"no file system can be mounted here: {refused}");
        }

        return disk;
    }

    public void Resize(string size) => Assert.Empty(Run("mount", "-o", $"remount,size={size}", Path));

    public void ReadOnly(bool on) => Assert.Empty(Run("mount", "-o", on ? "remount,ro" : "remount,rw", Path));

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    // What it says when it fails.
    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{program} ended with {process.ExitCode}. {error}";
    }
}

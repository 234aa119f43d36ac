using System.Diagnostics;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>
/// A machine of its own in qemu, with Debian's kernel and an ext4 that it alone writes to: when qemu is killed, all that the kernel had not written yet is gone, and the disk is what a power cut leaves.
/// <c>tools/guest.sh</c> makes what it starts from.
/// </summary>
internal sealed class Guest
{
    /// <summary>The store's folder in a guest.</summary>
    public const string StoreFolder = "/data/store";

    private const string Qemu = "qemu-system-x86_64";
    private const long DiskBytes = 48L << 20;

    private static readonly string Files = Path.Combine(Repository.Root, "artifacts", "guest");

    private readonly string _image;

    private Guest(string image) => _image = image;

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing { get; } =
        Programs.Find(Qemu) is null ? $"needs {Qemu} (Debian package qemu-system-x86)"
        : Programs.Find("mkfs.ext4") is null || Programs.Find("debugfs") is null ? "needs mkfs.ext4 and debugfs (Debian package e2fsprogs)"
        : !File.Exists(Path.Combine(Files, "root.img")) ? "needs a guest; tools/guest.sh makes one"
        : null;

    /// <summary>Makes a disk with the worker on it.</summary>
    public static Guest Create(string image)
    {
        using var contents = new TemporaryFolder();
        var worker = Directory.CreateDirectory(contents["disk/worker"]).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(WorkerProcess.Binary)!).Where(IsOfTheWorker)) File.Copy(file, Path.Combine(worker, Path.GetFileName(file)));
        using (var file = new FileStream(image, FileMode.CreateNew)) file.SetLength(DiskBytes);
        Tool("mkfs.ext4", ["-q", "-F", "-d", contents["disk"], image], 0);
        return new Guest(image);
    }

    /// <summary>Starts it and the worker in it. What the worker says comes by the second serial line; the first, the kernel's, is standard error.</summary>
    public WorkerProcess Start(IReadOnlyList<string> words) => WorkerProcess.Start(Programs.Find(Qemu)!,
    [
        // Emulated throughout: what a host lends of its own processor differs, and may not be enough for .NET.
        "-accel", "tcg", "-cpu", "max", "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", Path.Combine(Files, "vmlinuz"), "-initrd", Path.Combine(Files, "initramfs"), "-append", $"console=ttyS0 quiet panic=-1 words={string.Join(';', words)}",
        "-drive", $"file={Path.Combine(Files, "root.img")},if=virtio,format=raw,readonly=on", "-drive", $"file={_image},if=virtio,format=raw,cache=writeback",
        "-serial", "file:/dev/stderr", "-serial", "stdio",
    ]);

    /// <summary>Lets ext4 replay its journal, as the next start would, and gets the store out of the disk, into a folder. Needs no mount.</summary>
    public void Recover(string folder)
    {
        // 1: something was repaired.
        Tool("e2fsck", ["-p", "-E", "journal_only", _image], 1);
        // Whatever else is wrong would be a fault of the file system, not of the store.
        Tool("e2fsck", ["-f", "-n", _image], 0);
        Tool("debugfs", ["-R", $"rdump /store {folder}", _image], 0);
    }

    private static bool IsOfTheWorker(string file) =>
        Path.GetExtension(file) is ".dll" or ".json" && Path.GetFileName(file) is var name && !name.Contains(".Tests.", StringComparison.Ordinal) && !name.StartsWith("FS", StringComparison.Ordinal);

    private static void Tool(string program, string[] arguments, int worst)
    {
        using var process = Process.Start(new ProcessStartInfo(Programs.Find(program)!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode > worst) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}: {said} {error.Result}");
    }
}

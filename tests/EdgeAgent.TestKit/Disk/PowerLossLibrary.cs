using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EdgeAgent.TestKit.Disk;

/// <summary><c>tests/native/power_loss_vfs.c</c>, compiled once for this checkout and loaded; registers the SQLite file layer <c>powerloss</c> in this process.</summary>
internal sealed class PowerLossLibrary
{
    private static readonly Lazy<PowerLossLibrary> Loaded = new(() => new PowerLossLibrary(NativeLibrary.Load(Build())));

    private PowerLossLibrary(nint library)
    {
        Begin = Get<BeginCall>("power_loss_begin");
        CutAfter = Get<CutAfterCall>("power_loss_cut_after");
        Cut = Get<Call>("power_loss_cut");
        Fail = Get<FailCall>("power_loss_fail");
        Heal = Get<Call>("power_loss_heal");
        IsCut = Get<Ask>("power_loss_is_cut");
        Operations = Get<Count>("power_loss_operations");
        Fate = Get<FateCall>("power_loss_fate");
        Restore = Get<RestoreCall>("power_loss_restore");
        var code = Get<Ask>("power_loss_register")();
        if (code != 0) throw new InvalidOperationException($"the file layer that loses power could not be registered ({code})");

        T Get<T>(string name)
            where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
    }

    internal delegate void Call();

    internal delegate int Ask();

    internal delegate long Count();

    internal delegate int BeginCall(ulong seed);

    internal delegate void CutAfterCall(long operations);

    internal delegate void FailCall(int on, int code, int error, long from, long count);

    internal delegate long FateCall(int which);

    internal delegate int RestoreCall(int force);

    /// <summary>The library; skips the calling test with the reason where it can't be compiled.</summary>
    public static PowerLossLibrary Instance
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            return Loaded.Value;
        }
    }

    public BeginCall Begin { get; }

    public CutAfterCall CutAfter { get; }

    public Call Cut { get; }

    public FailCall Fail { get; }

    public Call Heal { get; }

    public Ask IsCut { get; }

    public Count Operations { get; }

    public FateCall Fate { get; }

    public RestoreCall Restore { get; }

    /// <summary>Why it can't be compiled here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists("/usr/bin/cc") ? "needs a C compiler (Debian package gcc), which is not on this machine"
        : !File.Exists("/usr/include/sqlite3.h") ? "needs SQLite's header (Debian package libsqlite3-dev), which is not on this machine"
        : null;

    private static string Build()
    {
        var source = Path.Combine(Repository.Root, "tests/native/power_loss_vfs.c");
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(source)))[..16];
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/tests")).FullName;
        var library = Path.Combine(folder, $"power_loss_vfs-{digest}.so");
        if (File.Exists(library)) return library;
        // Another test program may do the same at this moment: each its own file, the last rename wins.
        var own = $"{library}.{Environment.ProcessId}";
        var info = new ProcessStartInfo("/usr/bin/cc", ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", own, source, "-lsqlite3", "-lpthread"]) { RedirectStandardError = true };
        using var compiler = Process.Start(info) ?? throw new InvalidOperationException("cc did not start");
        var complaint = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException($"{source} does not compile: {complaint}");
        File.Move(own, library, overwrite: true);
        return library;
    }
}

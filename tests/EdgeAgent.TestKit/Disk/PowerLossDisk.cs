namespace EdgeAgent.TestKit.Disk;

/// <summary>
/// A disk that loses power and fails on demand, for SQLite databases of this process that are opened through the file layer <see cref="Vfs"/>:
/// see <c>tests/native/power_loss_vfs.c</c> for what it takes a disk to be. There is one in a process at a time.
/// </summary>
public sealed class PowerLossDisk : IDisposable
{
    /// <summary>The name of the SQLite file layer.</summary>
    public const string Vfs = "powerloss";

    private static readonly SemaphoreSlim OneAtATime = new(1);

    private readonly PowerLossLibrary _library;

    private PowerLossDisk(PowerLossLibrary library) => _library = library;

    /// <summary>Why there can be none on this machine; null when there can.</summary>
    public static string? Missing => PowerLossLibrary.Missing;

    /// <summary>Whether the power is gone.</summary>
    public bool IsCut => _library.IsCut() != 0;

    /// <summary>Operations that have changed the disk since the trial began.</summary>
    public long Operations => _library.Operations();

    /// <summary>What became of the operations that were not synced when the power went.</summary>
    public (long Lost, long Torn, long Kept) Fates => (_library.Fate(0), _library.Fate(1), _library.Fate(2));

    /// <summary>Starts a trial; skips the calling test with the reason where the layer can't be compiled. Every database of the trial before is closed.</summary>
    /// <param name="seed">Decides what each cut keeps, tears and loses.</param>
    public static PowerLossDisk Begin(ulong seed)
    {
        var library = PowerLossLibrary.Instance;
        OneAtATime.Wait();
        var left = library.Begin(seed);
        if (left == 0) return new PowerLossDisk(library);
        OneAtATime.Release();
        throw new InvalidOperationException($"{left} files of the trial before are still open");
    }

    /// <summary>Cuts the power at an operation that changes the disk.</summary>
    /// <param name="operations">How many from now still happen, ≥ 0.</param>
    public void CutAfter(long operations) => _library.CutAfter(operations);

    /// <summary>Cuts the power now.</summary>
    public void Cut() => _library.Cut();

    /// <summary>Lets operations fail.</summary>
    /// <param name="on">Which sorts.</param>
    /// <param name="error">How.</param>
    /// <param name="from">How many of them from now still work, ≥ 0.</param>
    /// <param name="count">How many fail.</param>
    public void Fail(DiskOperations on, DiskError error, long from = 0, long count = long.MaxValue) =>
        _library.Fail((int)on, error.Code, error.SystemError, from, count);

    /// <summary>Ends what <see cref="Fail"/> began.</summary>
    public void Heal() => _library.Heal();

    /// <summary>The power is back: the files are what the disk held. Every database is closed.</summary>
    public void Restore()
    {
        var left = _library.Restore(0);
        if (left != 0) throw new InvalidOperationException($"{left} files are still open");
    }

    /// <summary>As <see cref="Restore"/>, with databases open: for a process that ends at once and touches nothing any more.</summary>
    public void RestoreAndEnd() => _library.Restore(1);

    public void Dispose()
    {
        _library.Cut();
        OneAtATime.Release();
    }
}

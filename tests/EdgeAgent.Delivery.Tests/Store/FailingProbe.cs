using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Makes commits fail at a boundary, as a disk does.</summary>
internal sealed class FailingProbe : ICommitProbe
{
    private const int IoErrorFsync = 1034;
    private int _failures;

    public CommitPoint Point { get; set; }

    public int Code { get; set; } = IoErrorFsync;

    /// <summary>So many times from now on.</summary>
    public int Failures { get => Volatile.Read(ref _failures); set => Volatile.Write(ref _failures, value); }

    public void Reached(CommitPoint point)
    {
        if (point != Point || Failures <= 0) return;
        Interlocked.Decrement(ref _failures);
        throw new SqliteException(Code, 5, "events.db could not be written; the test says so.");
    }
}

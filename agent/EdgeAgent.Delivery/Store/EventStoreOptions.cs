namespace EdgeAgent.Delivery.Store;

/// <summary>Where the event store is and how it trades flash bytes, latency and disk.</summary>
public sealed record EventStoreOptions
{
    /// <summary>The store's folder, made where it is missing: the database <c>events.db</c>, its log, lock, mark and reserve. Nothing else belongs there.</summary>
    public required string Directory { get; init; }

    /// <summary>The box; named in gap records.</summary>
    public required string Device { get; init; }

    /// <summary>Bytes that the database and files set aside may hold; over it, see <see cref="DiskBudget"/>. At least 1 MiB, default 512 MiB.</summary>
    public long BudgetBytes { get; init; } = 512L << 20;

    /// <summary>Days of powered time that a message is kept, at least 1, default 90. A message that could not be sent by then is given up and declared.</summary>
    public int Days { get; init; } = 90;

    /// <summary>A commit at the latest so long after the first record that waits; default 100 ms.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A commit as soon as so many records wait, ≥ 1, default 64.</summary>
    public int CommitRecords { get; init; } = 64;

    /// <summary>Confirmations that no record's commit takes along get one of their own after this time; default 5 s. A crash within it sends those messages again.</summary>
    public TimeSpan SettleInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Records that may wait for the disk, ≥ 1, default 20,000 (some 25 MB): more than a quarter of an hour at 20 records a second. What comes while it is full is counted and declared.</summary>
    public int QueueCapacity { get; init; } = 20_000;

    /// <summary>Bytes held back on the disk, to be given up when it is full; default 4 MiB, 0 for none.</summary>
    public long ReserveBytes { get; init; } = 4L << 20;

    /// <summary>How long a stop waits for the disk; default 10 s.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The SQLite file layer, for tests that break it; null for the system's.</summary>
    internal string? Vfs { get; init; }

    /// <summary>Whether a commit waits for the disk. Off only in the tests' control, which shows that losing it is noticed.</summary>
    internal bool Synchronous { get; init; } = true;

    /// <summary>Records of one transaction at most, when more wait and <see cref="CommitRecords"/> is not larger: some 400 KB of log, which a full disk can still take.</summary>
    internal int MostRecords { get; init; } = 256;

    /// <summary>Told of each boundary of a commit, for tests that end the process there; null otherwise.</summary>
    internal ICommitProbe? Probe { get; init; }
}

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>What is broken in a trial.</summary>
internal enum CrashKind
{
    /// <summary>SIGKILL of the agent's side at random moments, the first milliseconds of its start included.</summary>
    KillAnywhere,

    /// <summary>SIGKILL at each boundary of commit, publish and acknowledgement.</summary>
    KillAtBoundary,

    /// <summary>SIGKILL of the broker, which keeps its sessions on disk.</summary>
    BrokerKilled,

    /// <summary>A broker that accepts everything and confirms nothing.</summary>
    BrokerSilent,

    /// <summary>The link is cut in the middle of a packet, again and again.</summary>
    LinkCut,

    /// <summary>50 ms each way, stalls and cuts.</summary>
    LinkSlow,

    /// <summary>Messages arrive, confirmations do not.</summary>
    AcknowledgementsLost,

    /// <summary>A small disk that others fill and empty.</summary>
    DiskFull,

    /// <summary>A disk whose operations fail for a while.</summary>
    DiskErrors,

    /// <summary>A file system that is mounted read-only for a while.</summary>
    DiskReadOnly,

    /// <summary>Bits of the database and its log are turned over between two runs.</summary>
    BitFlips,

    /// <summary>A clock that is wrong by up to ten years and jumps.</summary>
    ClockJumps,

    /// <summary>Power loss below SQLite: unsynced writes are lost, torn and reordered.</summary>
    PowerLoss,

    /// <summary>Power loss below a real file system (ext4): its journal is dropped.</summary>
    FileSystemCut,

    /// <summary>Power loss of a whole machine: a guest with a kernel and an ext4 of its own ends in the middle of its work, and with it everything that it had not written.</summary>
    GuestCut,

    /// <summary>More than the disk budget holds, while nobody listens, and SIGKILL.</summary>
    BudgetExceeded,
}

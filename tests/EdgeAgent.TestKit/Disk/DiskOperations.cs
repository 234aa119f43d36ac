namespace EdgeAgent.TestKit.Disk;

/// <summary>What of a <see cref="PowerLossDisk"/> can be made to fail; the numbers are those of <c>power_loss_vfs.c</c>.</summary>
[Flags]
public enum DiskOperations
{
    /// <summary>Writing; a part may have been written.</summary>
    Write = 1,

    /// <summary>Syncing; what was to be written may be lost for good.</summary>
    Sync = 2,

    /// <summary>Making a file shorter.</summary>
    Truncate = 4,

    /// <summary>Deleting a file.</summary>
    Delete = 8,

    /// <summary>Opening a file.</summary>
    Open = 16,

    /// <summary>Reading.</summary>
    Read = 32,

    /// <summary>Everything that changes the disk.</summary>
    Change = Write | Sync | Truncate | Delete,

    /// <summary>Everything.</summary>
    All = Change | Open | Read,
}

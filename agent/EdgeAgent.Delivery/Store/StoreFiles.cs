namespace EdgeAgent.Delivery.Store;

/// <summary>The files of a store's folder, and the moves between them. After a crash between two of them <see cref="StoreOpening"/> goes on.</summary>
internal sealed class StoreFiles : IDisposable
{
    /// <summary>Damaged databases that are kept.</summary>
    private const int MostDamaged = 3;

    private readonly string _directory;
    private FileStream? _lock;

    /// <param name="directory">The store's folder.</param>
    public StoreFiles(string directory) => _directory = Path.GetFullPath(directory);

    /// <summary>The database.</summary>
    public string Database => Path.Combine(_directory, "events.db");

    /// <summary>A database that is being made; complete when its head says that it was closed.</summary>
    public string Building => Path.Combine(_directory, "events.db.new");

    /// <summary>Held beside others by commands that have the database open.</summary>
    public string UsersLock => Path.Combine(_directory, "events.users");

    /// <summary>See <see cref="CommitMark"/>.</summary>
    public string Mark => Path.Combine(_directory, "events.mark");

    /// <summary>See <see cref="DiskReserve"/>.</summary>
    public string Reserve => Path.Combine(_directory, "reserve");

    /// <summary>Whether the database is there; an empty file is none.</summary>
    public bool HasDatabase => File.Exists(Database) && new FileInfo(Database).Length > 0;

    /// <summary>Makes the folder and takes it for this agent, if that has not been done; false when another agent has it.</summary>
    /// <exception cref="IOException">The disk does not allow it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public bool TryTake()
    {
        Directory.CreateDirectory(_directory);
        return (_lock ??= FolderLock.TryAlone(Path.Combine(_directory, "events.lock"))) is not null;
    }

    /// <summary>Leaves the folder to others.</summary>
    public void Dispose() => _lock?.Dispose();

    /// <summary>Databases set aside for damage, oldest first.</summary>
    public IReadOnlyList<string> Damaged() => Directory.Exists(_directory)
        ? [.. new DirectoryInfo(_directory).EnumerateFiles("events.db.damaged-*").Where(file => !file.Name.EndsWith("-wal", StringComparison.Ordinal) && !file.Name.EndsWith("-shm", StringComparison.Ordinal))
            .OrderBy(file => file.LastWriteTimeUtc).Select(file => file.FullName)]
        : [];

    /// <summary>Bytes of all databases set aside.</summary>
    public long DamagedBytes() => Damaged().Sum(file => Length(file) + Length(file + "-wal"));

    /// <summary>Bytes free on the disk; 0 when it does not say.</summary>
    public long FreeBytes()
    {
        try
        {
            return new DriveInfo(_directory).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Deletes the oldest database set aside; false when there is none.</summary>
    public bool DeleteOldestDamaged()
    {
        if (Damaged() is not [var oldest, ..]) return false;
        Delete(oldest);
        return true;
    }

    /// <summary>Deletes a database and what belongs to it.</summary>
    public static void Delete(string database)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(database + suffix);
    }

    /// <summary>Puts the new database in the place of the present one, which gets another name. Nobody may have either open.</summary>
    /// <param name="word"><c>damaged</c> or <c>newer</c>.</param>
    /// <param name="id">The store's id, or empty when it is not known.</param>
    /// <param name="probe">The tests' probe.</param>
    public string Replace(string word, string id, ICommitProbe? probe)
    {
        probe?.Reached(CommitPoint.Salvaged);
        var name = $"{Database}.{word}-{(id.Length >= 8 ? id[..8] : "unknown")}";
        for (var number = 2; File.Exists(name) || File.Exists(name + "-wal"); number++)
            name = $"{Database}.{word}-{(id.Length >= 8 ? id[..8] : "unknown")}.{number}";
        if (File.Exists(Database))
        {
            // The log second: where there is no database, the new one is put in place after a crash, whatever else lies there.
            File.Move(Database, name);
            if (File.Exists(Database + "-wal")) File.Move(Database + "-wal", name + "-wal");
            File.SetLastWriteTimeUtc(name, File.GetLastWriteTimeUtc(Building));
        }

        probe?.Reached(CommitPoint.SetAside);
        PutInPlace();
        while (Damaged().Count > MostDamaged) DeleteOldestDamaged();
        return name;
    }

    /// <summary>Puts the new database in place where there is none.</summary>
    public void PutInPlace()
    {
        // What is left of an earlier database's log must not be taken for this one's.
        File.Delete(Database);
        File.Delete(Database + "-wal");
        File.Delete(Database + "-shm");
        File.Move(Building, Database);
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}

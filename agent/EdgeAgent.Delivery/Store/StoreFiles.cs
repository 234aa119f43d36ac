namespace EdgeAgent.Delivery.Store;

/// <summary>The files of a store's folder, and the moves between them. After a crash between two of them <see cref="StoreOpening"/> goes on.</summary>
internal sealed class StoreFiles : IDisposable
{
    /// <summary>Damaged databases that are kept.</summary>
    private const int MostDamaged = 3;

    private readonly string _directory;
    private FileStream? _lock;
    private bool _noted;

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

    /// <summary>There while records don't get to the disk: found at the start of a run it says that some of the run before may never have.</summary>
    public string Trouble => Path.Combine(_directory, "events.trouble");

    /// <summary>Whether the run before ended in trouble; not this one.</summary>
    public bool EndedInTrouble => !_noted && File.Exists(Trouble);

    /// <summary>Makes <see cref="Trouble"/>, where the disk takes as much.</summary>
    public void NoteTrouble()
    {
        if (_noted || File.Exists(Trouble)) return;
        try
        {
            File.WriteAllBytes(Trouble, []);
            _noted = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the next run can't know.
        }
    }

    /// <summary>Takes <see cref="Trouble"/> away: it is over, or declared.</summary>
    public void ForgetTrouble()
    {
        try
        {
            File.Delete(Trouble);
            _noted = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is declared once more than needed.
        }
    }

    /// <summary>Whether this run made <see cref="Trouble"/>.</summary>
    public bool NotedTrouble => _noted;

    /// <summary>Whether the database is there; an empty file is none.</summary>
    /// <exception cref="IOException">The disk does not say.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public bool HasDatabase
    {
        get
        {
            try
            {
                // By the folder's list: to ask for the file alone would take an error of the disk for a file that is not there.
                return Directory.EnumerateFiles(_directory, "events.db").Any() && new FileInfo(Database).Length > 0;
            }
            catch (DirectoryNotFoundException)
            {
                return false;
            }
        }
    }

    /// <summary>Makes the folder and takes it for this agent, if that has not been done; false when another agent has it.</summary>
    /// <exception cref="IOException">The disk does not allow it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public bool TryTake()
    {
        Directory.CreateDirectory(_directory);
        if (_lock is not null) return true;
        _lock = FolderLock.TryAlone(Path.Combine(_directory, "events.lock"));
        // Made here, by the agent's own user: a command that another user runs would make one that is that user's.
        if (_lock is not null) FolderLock.TryShared(UsersLock)?.Dispose();
        return _lock is not null;
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
        if (HasDatabase) throw new IOException($"{Database} was not there a moment ago, and is; the disk is not to be trusted.");
        // What is left of an earlier database's log must not be taken for this one's; it is kept as long as there is room.
        if (Length(Database + "-wal") > 0) File.Move(Database + "-wal", Database + ".damaged-log", overwrite: true);
        File.Delete(Database + "-wal");
        File.Delete(Database + "-shm");
        // Over an empty file at most.
        File.Move(Building, Database, overwrite: true);
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}

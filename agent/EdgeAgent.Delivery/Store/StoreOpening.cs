using System.Globalization;
using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Gets a database from whatever lies in the folder: the one that is there, or a new one when there is none, it is damaged, or a newer program made it.</summary>
internal sealed class StoreOpening
{
    // A check of the whole file reads all of it; above this size damage is found where it is met.
    private const long QuickCheckBytes = 64L << 20;

    private readonly StoreFiles _files;
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;

    /// <param name="files">The folder.</param>
    /// <param name="options">The store's options.</param>
    /// <param name="time">For the powered clock.</param>
    public StoreOpening(StoreFiles files, EventStoreOptions options, TimeProvider time) => (_files, _options, _time) = (files, options, time);

    /// <summary>Opens the database, making it where there is none.</summary>
    /// <param name="atLeast">The head that this process has seen; null at the start of a run.</param>
    /// <exception cref="SqliteException">The disk does not work (try again), or the database is damaged (<see cref="Replace"/> it).</exception>
    public StoreDatabase Open(StoreHead? atLeast)
    {
        if (!_files.TryTake()) throw new IOException($"{_options.Directory} is used by another agent; stop it, or give this one a state directory of its own.");
        var mark = CommitMark.Read(_files.Mark);
        if (!_files.HasDatabase)
        {
            if (!IsComplete()) StoreBuilder.Build(_files, _options, _time, null, mark, mark is null ? null : "The database was missing when the agent looked for it.");
            _files.PutInPlace();
        }

        var database = StoreDatabase.Open(_files.Database, _options);
        try
        {
            var head = database.Head;
            foreach (var seen in new[] { mark, atLeast })
                if (seen?.Store == head.Store && seen.Last > head.Last)
                    throw Damaged(string.Create(CultureInfo.InvariantCulture, $"ends at message {head.Last}, but message {seen.Last} had been accepted: its log is damaged or it is an old copy"));
            if (atLeast is null && !head.Clean && database.BytesUsed < QuickCheckBytes && StoreSchema.Text(database.Connection, "PRAGMA quick_check(1)") is { } fault && fault != "ok")
                throw Damaged(fault.ReplaceLineEndings(" "));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The gap record that is owed when the mark tells of a store that the present one does not follow; null otherwise.</summary>
    public GapRecord? Foreign(StoreHead head)
    {
        var mark = CommitMark.Read(_files.Mark);
        if (mark is null || mark.Store == head.Store || head.Follows(mark.Store)) return null;
        return new GapRecord("", null, StoreCauses.SalvagedStore, null, null, new GapLoss { Sequences = mark.Unproven },
            "Another database was put in the place of the store's.");
    }

    /// <summary>Sets the database aside and puts a new one in its place, with what could be salvaged. Nobody may have it open.</summary>
    /// <param name="reason">What is wrong, in words.</param>
    /// <param name="known">Messages that the running agent knows to be settled, and their store.</param>
    /// <returns>The name of the database set aside.</returns>
    public string Replace(string reason, (string Store, SequenceSet Settled)? known)
    {
        var newer = IsNewer();
        string id;
        using (var old = Salvage.Open(_files.Database, CommitMark.Read(_files.Mark), _options))
        {
            id = old.Store;
            if (known is { } k && k.Store == id) old.Know(k.Settled);
            StoreBuilder.Build(_files, _options, _time, old, null, newer
                ? "The database was made by a newer version of the agent; it is kept beside a new one. What of it could be read still comes."
                : $"The database was damaged ({reason}); it is kept beside a new one. What of it could be read still comes.");
        }

        return _files.Replace(newer ? "newer" : "damaged", id, _options.Probe);
    }

    // Damage may show as nearly any error; what the disk, the system or another program may have caused is no damage.
    internal static bool IsDamage(SqliteException e) => e.IsCorruption || e.Code is
        SqliteErrorCode.Error or SqliteErrorCode.Internal or SqliteErrorCode.Schema or SqliteErrorCode.TooBig or SqliteErrorCode.Constraint or SqliteErrorCode.Mismatch
        or SqliteErrorCode.NotFound;

    private bool IsNewer()
    {
        try
        {
            using var connection = StoreConnection.Open(_files.Database, SqliteOpenMode.ReadOnly, _options);
            return StoreSchema.VersionOf(connection) > StoreSchema.Version;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private bool IsComplete()
    {
        if (!File.Exists(_files.Building)) return false;
        try
        {
            using var database = StoreDatabase.Open(_files.Building, _options);
            return database.Head.Clean;
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            return false;
        }
    }

    private SqliteException Damaged(string what) => new((int)SqliteErrorCode.Corrupt, 0, $"{_files.Database} {what}");
}

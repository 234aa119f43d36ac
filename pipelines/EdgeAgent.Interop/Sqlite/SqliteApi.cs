using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>SQLite's functions (sqlite3.h, 3.35 or later), found once at first use.</summary>
/// <remarks>Binding a number and reading one take nanoseconds, never wait and never call back: they are called without telling the garbage collector,
/// which is worth three percent of an insert.</remarks>
internal sealed unsafe class SqliteApi
{
    private const string Remedy = "install it with: apt install libsqlite3-0";

    /// <summary>RETURNING came with it, and every supported distribution is newer.</summary>
    private const int OldestNumber = 3_035_000;

    private static readonly Lazy<SqliteApi> Shared = new(static () => new SqliteApi(["libsqlite3.so.0"]));

    public readonly delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int> Open;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Close;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> ExtendedResultCodes;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ErrorMessage;
    public readonly delegate* unmanaged[Cdecl]<int, byte*> ErrorText;
    public readonly delegate* unmanaged[Cdecl]<nint, int> SystemError;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int> IsReadOnly;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nint, nint, nint, int> Execute;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> BusyTimeout;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Interrupt;
    public readonly delegate* unmanaged[Cdecl]<nint, long> LastInsertRowId;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Changes;
    public readonly delegate* unmanaged[Cdecl]<nint, int> AutoCommit;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int*, int*, int, int> Status;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int*, int*, int> Checkpoint;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> WalAutoCheckpoint;

    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, uint, nint*, byte**, int> Prepare;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Finish;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Step;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Reset;
    public readonly delegate* unmanaged[Cdecl]<nint, int> ClearBindings;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int> BindInt64;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int> BindDouble;
    public readonly delegate* unmanaged[Cdecl]<nint, int, void*, int, nint, int> BindBlob;
    public readonly delegate* unmanaged[Cdecl]<nint, int, void*, int, nint, int> BindText;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> BindNull;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> DataCount;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnType;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long> ColumnInt64;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double> ColumnDouble;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> ColumnBlob;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> ColumnText;
    public readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> ColumnBytes;

    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public SqliteApi(IReadOnlyList<string> candidates)
    {
        var module = NativeLibraryLoader.Load("SQLite", candidates, Remedy);
        var version = (delegate* unmanaged[Cdecl]<byte*>)module.Export("sqlite3_libversion");
        var number = (delegate* unmanaged[Cdecl]<int>)module.Export("sqlite3_libversion_number");
        var threadSafe = (delegate* unmanaged[Cdecl]<int>)module.Export("sqlite3_threadsafe");
        VersionText = Marshal.PtrToStringUTF8((nint)version()) ?? "";
        Path = NativeLibraryLoader.FileOf((nint)version) ?? module.Path;
        if (number() is < OldestNumber or >= 4_000_000) throw new NativeLibraryException("SQLite", $"{Path} is SQLite {VersionText}, but SQLite 3.35 or a later 3.x is needed; {Remedy}.");
        // Such a build has no mutexes at all: two connections on two threads would corrupt its memory.
        if (threadSafe() == 0) throw new NativeLibraryException("SQLite", $"{Path} was built for one thread only (SQLITE_THREADSAFE=0); {Remedy}.");

        Open = (delegate* unmanaged[Cdecl]<byte*, nint*, int, byte*, int>)module.Export("sqlite3_open_v2");
        Close = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_close_v2");
        ExtendedResultCodes = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("sqlite3_extended_result_codes");
        ErrorMessage = (delegate* unmanaged[Cdecl]<nint, byte*>)module.Export("sqlite3_errmsg");
        ErrorText = (delegate* unmanaged[Cdecl]<int, byte*>)module.Export("sqlite3_errstr");
        SystemError = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_system_errno");
        IsReadOnly = (delegate* unmanaged[Cdecl]<nint, byte*, int>)module.Export("sqlite3_db_readonly");
        Execute = (delegate* unmanaged[Cdecl]<nint, byte*, nint, nint, nint, int>)module.Export("sqlite3_exec");
        BusyTimeout = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("sqlite3_busy_timeout");
        Interrupt = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("sqlite3_interrupt");
        LastInsertRowId = (delegate* unmanaged[Cdecl]<nint, long>)module.Export("sqlite3_last_insert_rowid");
        Changes = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_changes");
        AutoCommit = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_get_autocommit");
        Status = (delegate* unmanaged[Cdecl]<nint, int, int*, int*, int, int>)module.Export("sqlite3_db_status");
        Checkpoint = (delegate* unmanaged[Cdecl]<nint, byte*, int, int*, int*, int>)module.Export("sqlite3_wal_checkpoint_v2");
        WalAutoCheckpoint = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("sqlite3_wal_autocheckpoint");

        Prepare = (delegate* unmanaged[Cdecl]<nint, byte*, int, uint, nint*, byte**, int>)module.Export("sqlite3_prepare_v3");
        Finish = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_finalize");
        Step = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_step");
        Reset = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_reset");
        ClearBindings = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sqlite3_clear_bindings");
        BindInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int>)module.Export("sqlite3_bind_int64");
        BindDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int>)module.Export("sqlite3_bind_double");
        BindBlob = (delegate* unmanaged[Cdecl]<nint, int, void*, int, nint, int>)module.Export("sqlite3_bind_blob");
        BindText = (delegate* unmanaged[Cdecl]<nint, int, void*, int, nint, int>)module.Export("sqlite3_bind_text");
        BindNull = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("sqlite3_bind_null");
        DataCount = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)module.Export("sqlite3_data_count");
        ColumnType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)module.Export("sqlite3_column_type");
        ColumnInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long>)module.Export("sqlite3_column_int64");
        ColumnDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double>)module.Export("sqlite3_column_double");
        ColumnBlob = (delegate* unmanaged[Cdecl]<nint, int, byte*>)module.Export("sqlite3_column_blob");
        ColumnText = (delegate* unmanaged[Cdecl]<nint, int, byte*>)module.Export("sqlite3_column_text");
        ColumnBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)module.Export("sqlite3_column_bytes");
    }

    /// <summary>The system's SQLite.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public static SqliteApi Instance => Shared.Value;

    /// <summary>The library's version, e.g. <c>3.40.1</c>.</summary>
    public string VersionText { get; }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }
}

namespace EdgeAgent.Delivery.Store;

/// <summary>Chooses what the writer does beside writing: keeps the store within its budget of bytes and days, and the reserve in place.</summary>
internal sealed class Housekeeping
{
    private const double DaySeconds = 86_400;
    private const double AgeingSeconds = 3600;
    private const double FirstRoomSeconds = 2;
    private const double RoomSeconds = 60;
    private const long ShedBytes = 256 << 10;

    private readonly EventStoreOptions _options;
    private readonly StoreFiles _files;
    private readonly DiskBudget _budget;
    private readonly DiskReserve _reserve;
    private double _nextAgeing;
    private double _nextRoom;
    private double _roomPause;
    private bool _shedding;
    private long _asideBytes;

    /// <param name="options">The budget.</param>
    /// <param name="files">The folder.</param>
    /// <param name="ledger">What is settled.</param>
    public Housekeeping(EventStoreOptions options, StoreFiles files, DeliveryLedger ledger)
    {
        (_options, _files) = (options, files);
        _budget = new DiskBudget(ledger);
        _reserve = new DiskReserve(files.Reserve, options.ReserveBytes);
    }

    /// <summary>Whether the disk was full and has not had room since.</summary>
    public bool DiskIsFull { get; private set; }

    /// <summary>Whether the reserve is in place.</summary>
    public bool ReserveIntact => _reserve.Intact;

    /// <summary>Why there is no reserve, one sentence; null when there is one, or no room for it.</summary>
    public string? NoReserve => _reserve.Problem;

    /// <summary>Powered seconds at which <see cref="Step"/> should be asked again, though nothing was written.</summary>
    public double NextAt => DiskIsFull ? Math.Min(_nextRoom, _nextAgeing) : _nextAgeing;

    /// <summary>A database was opened: looks at the folder.</summary>
    public void Begin(StoreDatabase database)
    {
        _asideBytes = _files.DamagedBytes();
        if (!DiskIsFull && !_reserve.Make()) DiskIsFull = true;
        if (DiskIsFull) database.StopGrowing();
    }

    /// <summary>Bytes that count against the budget.</summary>
    public long Used(StoreDatabase database) => database.BytesUsed + _asideBytes;

    /// <summary>The next step, or null when nothing is due.</summary>
    public Batch? Step(StoreDatabase database, double powered)
    {
        LookForRoom(database, powered);
        if (powered >= _nextAgeing)
        {
            if (_budget.Expired(database, powered - _options.Days * DaySeconds) is { } expired) return expired;
            _nextAgeing = powered + AgeingSeconds;
            SettledTable.Tidy(database.Connection, database.Head.Cursor);
        }

        var used = Used(database);
        // Once over the budget, somewhat more goes, so that not every commit sheds.
        var goal = _options.BudgetBytes - (_shedding ? _options.BudgetBytes / 32 : 0);
        _shedding = used > goal;
        if (!_shedding) return null;
        if (_asideBytes > 0 && _files.DeleteOldestDamaged())
        {
            _asideBytes = _files.DamagedBytes();
            return Step(database, powered);
        }

        var step = _budget.Step(database, used - goal + _options.BudgetBytes / 32, StoreCauses.DiskBudget, "The store's disk budget is used up; the oldest of what matters least was given up.");
        _shedding = step is not null;
        return step;
    }

    /// <summary>The disk is full, and the reserve is gone: what to shed, or null when nothing may go.</summary>
    public Batch? Shed(StoreDatabase database) =>
        _budget.Step(database, ShedBytes, StoreCauses.DiskFull, "The disk is full; the oldest of what matters least was given up.");

    /// <summary>Whether the disk says that it has room, though a write was told otherwise: a passing fault, or a quota.</summary>
    public bool SeemsRoomy => _files.FreeBytes() > WantedBytes;

    /// <summary>The disk is full: gives up the reserve; false when it was given up before.</summary>
    public bool GiveUpReserve(double powered)
    {
        var had = _reserve.Intact && _options.ReserveBytes > 0;
        _reserve.GiveUp();
        // Only the first time: a disk that is told full again and again must not put the next look off for ever.
        if (!DiskIsFull) (_nextRoom, _roomPause) = (powered + FirstRoomSeconds, FirstRoomSeconds);
        DiskIsFull = true;
        return had;
    }

    /// <summary>Looks now and then whether a full disk has room again, and lets the database grow where it has.</summary>
    /// <returns>Whether it has room since this look.</returns>
    public bool LookForRoom(StoreDatabase database, double powered)
    {
        if (!DiskIsFull || powered < _nextRoom) return false;
        _roomPause = Math.Min(2 * _roomPause, RoomSeconds);
        _nextRoom = powered + _roomPause;
        // Under a quota the disk seems to have room that cannot be had: making the reserve is the proof.
        if (!SeemsRoomy || !_reserve.Make()) return false;
        DiskIsFull = false;
        database.Grow();
        return true;
    }

    // Twice the reserve, so that making it does not fill the disk again at once.
    private long WantedBytes => 2 * _options.ReserveBytes + (1 << 20);
}

using System.Globalization;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Budget;

/// <summary>
/// The byte budget of a metered link: a bucket of a quarter of the day's bytes that gains three quarters a day, so that any 24 hours stay within the whole.
/// It fills while the agent runs (a box that is off gains nothing), and its level is kept with the store. Used on the publisher's thread.
/// </summary>
internal sealed class ByteBudget
{
    /// <summary>The note that keeps the level.</summary>
    internal const string Note = "mqtt.budget";

    private const double SecondsPerDay = 86_400;
    private const double ReserveShare = 0.05;
    private const double GapFloorShare = 0.02;
    private const double ConnectionFloorShare = 0.01;

    // The note runs ahead of what is spent by this share, so that it is written every hundredth of the capacity and a crash gains nothing.
    private const double NoteShare = 0.01;

    private readonly IOutbox _notes;
    private readonly TokenBucket? _bucket;
    private double _noted;

    /// <summary>Takes the level up where the store left it.</summary>
    /// <param name="megabytesPerDay">The budget; null for none.</param>
    /// <param name="notes">Where the level is kept.</param>
    /// <param name="time">The clock.</param>
    public ByteBudget(double? megabytesPerDay, IOutbox notes, TimeProvider time)
    {
        _notes = notes;
        if (megabytesPerDay is not { } megabytes) return;
        var bytes = megabytes * 1e6;
        var capacity = bytes / 4;
        // A store without a note may be one that replaced another: half, so that a change of stores is not a way around the budget.
        var level = double.TryParse(notes.Recall(Note), NumberStyles.Float, CultureInfo.InvariantCulture, out var noted) && double.IsFinite(noted) ? noted : capacity / 2;
        _bucket = new TokenBucket(capacity, bytes * 0.75 / SecondsPerDay, level, time);
        _noted = _bucket.Level;
    }

    /// <summary>Bytes a second that the budget gains; null without one.</summary>
    public double? RefillPerSecond => _bucket?.PerSecond;

    /// <summary>Bytes that may be spent now; null without a budget.</summary>
    public long? Left => _bucket is null ? null : Math.Max(0, (long)_bucket.Level);

    /// <summary>How much is left.</summary>
    public BudgetTier Tier
    {
        get
        {
            if (_bucket is null) return BudgetTier.Ample;
            var share = _bucket.Level / _bucket.Capacity;
            return share >= 0.5 ? BudgetTier.Ample : share >= 0.25 ? BudgetTier.Half : share >= ReserveShare ? BudgetTier.Quarter : BudgetTier.Reserve;
        }
    }

    /// <summary>Whether so many bytes may be spent now.</summary>
    public bool Covers(int bytes, BudgetClaim claim)
    {
        if (_bucket is null) return true;
        var floor = claim switch { BudgetClaim.Event => ReserveShare, BudgetClaim.Gap => GapFloorShare, _ => ConnectionFloorShare };
        return _bucket.Level - bytes >= _bucket.Capacity * floor;
    }

    /// <summary>Whether so many bytes could ever be spent on a claim.</summary>
    public bool CouldCover(int bytes, BudgetClaim claim) =>
        _bucket is null || bytes <= _bucket.Capacity * (1 - (claim == BudgetClaim.Event ? ReserveShare : GapFloorShare));

    /// <summary>Seconds until so many bytes are covered; 0 when they are.</summary>
    public double SecondsUntil(int bytes, BudgetClaim claim)
    {
        if (_bucket is null || Covers(bytes, claim)) return 0;
        return Math.Max(1, (bytes + _bucket.Capacity * ConnectionFloorShare - _bucket.Level) / _bucket.PerSecond);
    }

    /// <summary>Notes bytes that went over the link.</summary>
    public void Spend(int bytes)
    {
        if (_bucket is null) return;
        _bucket.Spend(bytes);
        if (_bucket.Level < _noted) Keep(_bucket.Level - _bucket.Capacity * NoteShare);
        else if (_bucket.Level > _noted + _bucket.Capacity * 4 * NoteShare) Keep(_bucket.Level - _bucket.Capacity * NoteShare);
    }

    /// <summary>Notes the level as it is, at a clean end.</summary>
    public void Close()
    {
        if (_bucket is not null) Keep(_bucket.Level);
    }

    private void Keep(double level)
    {
        _noted = level;
        _notes.Remember(Note, Math.Floor(level).ToString(CultureInfo.InvariantCulture));
    }
}

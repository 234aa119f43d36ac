using System.Security.Cryptography;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>Evidence in a folder, within its budgets. See <see cref="EvidenceOptions"/> for what they are and <see cref="Retention"/> for what goes first.</summary>
/// <remarks>A disk that can't be used at the start is tried again with every file.</remarks>
public sealed class EvidenceStore : IEvidenceStore
{
    private readonly EvidenceOptions _options;
    private readonly EvidenceFolder _folder;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isClockRight;
    private readonly WriteBudget _writes;
    private readonly Dictionary<string, EvidenceGroup> _groups = new(StringComparer.Ordinal);
    // Held while the disk is asked: whoever only wants to know reads the figures that were published last.
    private readonly Lock _lock = new();
    private volatile EvidenceFigures _figures;
    private long _reserved;
    private long _files;
    private long _bytes;
    private bool _isOpen;
    private long _written;
    private long _writtenBytes;
    private long _removed;
    private long _overBudget;
    private long _withoutRoom;
    private long _failed;
    private string? _problem;

    /// <summary>Opens the store; what is in its folder belongs to it.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isClockRight">Whether the wall clock is to be believed: nothing is too old by a clock that is not.</param>
    public EvidenceStore(EvidenceOptions options, TimeProvider time, Func<bool> isClockRight)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options with { Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory)) };
        _folder = new EvidenceFolder(_options.Directory, _options.SurvivesPowerCuts);
        _time = time;
        _isClockRight = isClockRight;
        _writes = new WriteBudget(options.DailyBytes, time);
        _figures = Counted();
        if (!System.IO.Directory.Exists(_options.Directory)) return;
        Try(Expire);
        _figures = Counted();
    }

    /// <inheritdoc/>
    /// <remarks>As they were after the last file: a disk that hangs keeps nobody from asking.</remarks>
    public EvidenceFigures Figures => _figures;

    /// <inheritdoc/>
    public EvidenceOutcome Write(EvidenceItem item, ReadOnlySpan<byte> content)
    {
        var (draft, outcome) = Begin(item, content.Length);
        if (draft is null) return outcome;
        using (draft)
        {
            try
            {
                EvidenceFolder.Fill(draft.Path, content);
            }
            catch (Exception error) when (IsDiskFailure(error))
            {
                return Fail(error);
            }

            return Place(draft, item);
        }
    }

    /// <inheritdoc/>
    public EvidenceOutcome Write(EvidenceItem item, long mostBytes, Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var (draft, outcome) = Begin(item, mostBytes);
        if (draft is null) return outcome;
        using (draft)
        {
            try
            {
                fill(draft.Path);
            }
            catch (Exception error) when (IsDiskFailure(error))
            {
                return Fail(error);
            }

            return Place(draft, item);
        }
    }

    /// <summary>Gives up what is too old.</summary>
    public void Tidy()
    {
        // Whoever is at the disk may hang there: the next time will do.
        if (!_lock.TryEnter()) return;
        try
        {
            if (_isOpen) Try(Expire);
            _figures = Counted();
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Whether an exception is the disk's.</summary>
    internal static bool IsDiskFailure(Exception error) => error is IOException or UnauthorizedAccessException or AudioFileException;

    /// <summary>Begins a file, if there is room and budget for it; what must go for it goes.</summary>
    /// <returns>A draft that the caller disposes, or null and why.</returns>
    internal (EvidenceDraft? Draft, EvidenceOutcome Outcome) Begin(EvidenceItem item, long mostBytes)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (_lock)
        {
            var begun = Admit(item, mostBytes);
            _figures = Counted();
            return begun;
        }
    }

    /// <summary>Gives a draft its name.</summary>
    internal EvidenceOutcome Place(EvidenceDraft draft, EvidenceItem item)
    {
        try
        {
            string digest;
            long bytes;
            using (var file = File.OpenRead(draft.Path))
            {
                digest = Convert.ToHexStringLower(SHA256.HashData(file));
                bytes = file.Length;
            }

            var group = Named(item);
            var path = $"{group.Stem}.{item.Extension}";
            _folder.Place(draft.Path, path);
            lock (_lock)
            {
                if (!_groups.TryGetValue(group.Stem, out var known)) _groups[group.Stem] = known = group;
                Count(known, item.Extension, bytes);
                _writes.Spend(bytes);
                _written++;
                _writtenBytes += bytes;
                _problem = null;
                _figures = Counted();
            }

            return new EvidenceOutcome(new EventMedia(item.Kind, path, digest, bytes), EvidenceRefusal.None, null);
        }
        catch (Exception error) when (IsDiskFailure(error))
        {
            return Fail(error);
        }
    }

    /// <summary>Counts a failure of the disk.</summary>
    internal EvidenceOutcome Fail(Exception error)
    {
        lock (_lock)
        {
            _failed++;
            _problem = $"{_options.Directory} takes no evidence ({error.Message.TrimEnd('.')})";
            _figures = Counted();
            return new EvidenceOutcome(null, EvidenceRefusal.Failed, _problem);
        }
    }

    /// <summary>Removes a draft that was not placed, and lets go of its room.</summary>
    internal void GiveUp(EvidenceDraft draft)
    {
        EvidenceFolder.Discard(draft.Path);
        lock (_lock) _reserved -= draft.MostBytes;
    }

    private (EvidenceDraft? Draft, EvidenceOutcome Outcome) Admit(EvidenceItem item, long mostBytes)
    {
        if (!_writes.Admits(mostBytes, item.Label, item.Score)) return Refuse(EvidenceRefusal.WriteBudget, ref _overBudget, "the write budget of 24 hours has no room for it");
        EvidenceDraft? draft = null;
        var hasRoom = true;
        var failure = Try(() =>
        {
            var path = _folder.NewDraft(item.Extension);
            hasRoom = MakeRoom(Named(item), mostBytes);
            if (!hasRoom) return;
            draft = new EvidenceDraft(this, path, mostBytes);
            _reserved += mostBytes;
        });
        if (failure is not null) return (null, Fail(failure));
        return hasRoom ? (draft, default) : Refuse(EvidenceRefusal.NoRoom, ref _withoutRoom, "there is no room for it: nothing is left that could be given up");
    }

    private (EvidenceDraft? Draft, EvidenceOutcome Outcome) Refuse(EvidenceRefusal refusal, ref long counter, string reason)
    {
        counter++;
        _problem = $"{_options.Directory} takes no evidence: {reason}";
        return (null, new EvidenceOutcome(null, refusal, _problem));
    }

    private static EvidenceGroup Named(EvidenceItem item)
    {
        var stem = item.Beside is { } beside ? beside.Path[..beside.Path.LastIndexOf('.')] : EvidenceName.Stem(item);
        return EvidenceName.Read($"{stem}.{item.Extension}") ?? throw new ArgumentException($"'{stem}' is no name of evidence", nameof(item));
    }

    private void Expire()
    {
        if (_options.MaxAge is not { } age || !_isClockRight()) return;
        foreach (var old in Retention.Expired(_groups.Values, _time.GetUtcNow() - age, _options.KeptPerLabel)) Remove(old);
    }

    private bool MakeRoom(EvidenceGroup coming, long bytes)
    {
        var overBudget = _options.BudgetBytes is { } budget ? _bytes + _reserved + bytes - budget : 0;
        var overDisk = _options.ReserveBytes + _reserved + bytes - _folder.Free();
        if (Retention.For(_groups.Values, Math.Max(overBudget, overDisk), _options.KeptPerLabel, coming) is not { } going) return false;
        foreach (var group in going) Remove(group);
        // Deleted files may be open elsewhere, or others write as fast as room is made.
        return going.Count == 0 || _folder.Free() >= _options.ReserveBytes + _reserved + bytes;
    }

    private void Remove(EvidenceGroup group)
    {
        foreach (var (extension, bytes) in group.Files.ToArray())
        {
            _folder.Delete($"{group.Stem}.{extension}");
            group.Files.Remove(extension);
            _files--;
            _bytes -= bytes;
            _removed++;
        }

        _groups.Remove(group.Stem);
    }

    private void Count(EvidenceGroup group, string extension, long bytes)
    {
        if (!group.Files.TryGetValue(extension, out var before)) _files++;
        _bytes += bytes - before;
        group.Files[extension] = bytes;
    }

    private EvidenceFigures Counted() => new(_files, _bytes, _written, _writtenBytes, _writes.Spent, _removed, _overBudget, _withoutRoom, _failed, _problem);

    // Null when it went well.
    private Exception? Try(Action work)
    {
        try
        {
            if (!_isOpen) Load();
            work();
            return null;
        }
        catch (Exception error) when (IsDiskFailure(error))
        {
            _problem = $"{_options.Directory} takes no evidence ({error.Message.TrimEnd('.')})";
            return error;
        }
    }

    private void Load()
    {
        var now = _time.GetUtcNow();
        foreach (var (path, bytes, changed) in _folder.Open())
        {
            if (EvidenceName.Read(path) is not { } group) continue;
            if (!_groups.TryGetValue(group.Stem, out var known)) _groups[group.Stem] = known = group;
            Count(known, path[(group.Stem.Length + 1)..], bytes);
            _writes.Recall(bytes, now - changed);
        }

        _isOpen = true;
        _problem = null;
    }
}

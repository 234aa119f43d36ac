using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>
/// The store's books: packages on disk, the default of each model, and the journal of every step. The one file that decides which version works is
/// <c>default.json</c>; the journal tells how it came to that. Calls are serialized by <see cref="Gate"/>.
/// </summary>
internal sealed class ModelLedger : IDisposable
{
    private readonly FileStream _lock;
    private readonly TimeProvider _time;

    /// <summary>Opens the books and puts right what a crash left.</summary>
    /// <exception cref="ModelException">The folder can't be used, or another process uses it.</exception>
    public ModelLedger(StoreOptions options, TimeProvider time, Action<string> warn)
    {
        (Options, _time, Warn) = (options, time, warn);
        Paths = new StorePaths(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory)));
        Files = new StoreFiles(options.Probe);
        _lock = StoreLock.Take(Paths);
        try
        {
            Shelf = new ModelShelf(Paths.Root, options.Shipped, warn);
            Defaults = new DefaultFiles(Paths, Files);
            Uploads = new UploadArea(Paths, Files, options.Limits.ReserveBytes);
            Journal = new TransactionJournal(Paths.Journal, Files);
            StoreRecovery.Run(this);
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            Dispose();
            throw new ModelException($"the model store {Paths.Root} can't be used: {error.Message}", error);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Held by whoever reads or changes the books.</summary>
    public Lock Gate { get; } = new();

    public StoreOptions Options { get; }

    public StorePaths Paths { get; }

    public StoreFiles Files { get; }

    public ModelShelf Shelf { get; } = null!;

    public DefaultFiles Defaults { get; } = null!;

    public UploadArea Uploads { get; } = null!;

    public TransactionJournal Journal { get; } = null!;

    /// <summary>Told loudly of what an operator should know.</summary>
    public Action<string> Warn { get; }

    /// <summary>Told of every version whose state changed, with the gate held.</summary>
    public Action<ModelVersionKey>? Changed { get; set; }

    /// <summary>Whether something is done with a version just now, so that its files must stay. Asked with the gate held.</summary>
    public Func<string, int, bool> IsInUse { get; set; } = (_, _) => false;

    /// <summary>UTC, for the record.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Writes a step; it is on disk when this returns.</summary>
    public void Record(JournalLine line)
    {
        lock (Gate)
        {
            Journal.Append(line);
            Changed?.Invoke(new ModelVersionKey(line.Model, line.Version, line.Digest ?? ""));
        }
    }

    /// <summary>The first line of a step of a version.</summary>
    public JournalLine Line(ModelVersionKey model, ModelState state, string? reason, string? identity) => new()
    {
        Time = Now, Model = model.Name, Version = model.Version, Digest = model.Digest.Length == 0 ? null : model.Digest, State = state, Reason = reason, Identity = identity,
        Archive = Journal.Last(model.Name, model.Version)?.Archive,
    };

    /// <summary>Makes a version the default, in one step, and writes it down. What was the default is what a roll back returns to.</summary>
    /// <param name="line">The step, with state active.</param>
    /// <param name="counter">Security counter of the version.</param>
    /// <param name="isReturn">Whether this is a roll back: the version that is left is no last good one.</param>
    /// <param name="label">A label that resolves to it from then on; null for none.</param>
    public void Commit(JournalLine line, int counter, bool isReturn, string? label = null)
    {
        lock (Gate)
        {
            var before = Defaults.Read(line.Model, Warn) ?? new ModelDefault();
            var left = Shelf.VersionOf(line.Model, null);
            var same = left is not null && left.Version == line.Version;
            Defaults.Write(line.Model, before with
            {
                Default = new DefaultVersion(line.Version, line.Digest!, line.Variant),
                LastGood = isReturn ? null : same ? before.LastGood : left,
                Labels = label is null ? before.Labels : new Dictionary<string, int>(before.Labels, StringComparer.Ordinal) { [label] = line.Version },
                SecurityCounter = Math.Max(before.SecurityCounter, counter),
                Since = line.Time,
            });
            if (left is not null && !same && !isReturn)
                Record(Line(new ModelVersionKey(line.Model, left.Version, left.Digest), ModelState.Retired, $"{line.Model}:{line.Version} took its place", line.Identity));
            Record(line);
        }
    }

    /// <summary>Whether a version may be removed: null when it may, else why not, one sentence.</summary>
    public string? Keeps(ShelfEntry entry)
    {
        var record = Defaults.Read(entry.Name);
        if (entry.IsShipped) return $"{entry.Name}:{entry.Version} came with the agent and is not the store's to remove";
        if (Shelf.VersionOf(entry.Name, null)?.Version == entry.Version) return $"{entry.Name}:{entry.Version} is active; activate another version first";
        if (record?.LastGood?.Version == entry.Version) return $"{entry.Name}:{entry.Version} is what a roll back returns to; it is kept until another version takes that place";
        if (record?.Labels.FirstOrDefault(label => label.Value == entry.Version).Key is { } label) return $"{entry.Name}:{entry.Version} has the label {label}; give the label to another version first";
        return Journal.Last(entry.Name, entry.Version)?.State is ModelState.Shadow or ModelState.Probation ? $"{entry.Name}:{entry.Version} is being tried just now; roll it back first" : null;
    }

    /// <summary>Removes an installed version.</summary>
    /// <returns>Bytes that became free.</returns>
    public long Remove(ShelfEntry entry)
    {
        lock (Gate)
        {
            var bytes = StoreFiles.BytesOf(entry.Directory);
            StoreFiles.MakeFolder(Paths.Unpack);
            Files.Remove(entry.Directory, Path.Combine(Paths.Unpack, Guid.NewGuid().ToString("N")));
            return bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Journal?.Dispose();
        _lock.Dispose();
    }
}

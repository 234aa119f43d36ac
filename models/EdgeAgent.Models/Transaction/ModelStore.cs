using System.Runtime.CompilerServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>
/// The models of the box: what is installed and shipped, what arrives, what is tried and what works. Everything that it promises is on disk before it
/// answers; killed at any moment, it comes back on the version that worked. Safe for many threads.
/// </summary>
public sealed class ModelStore : IModelStore, IAsyncDisposable
{
    private const long SmallestArchive = 32;
    private const int LongestReason = 500;

    private readonly ModelLedger _ledger;
    private readonly ModelInstaller _installer;
    private readonly ModelTransactions _transactions;
    private readonly ModelCatalog _catalog;
    private readonly TrialPipelines _pipelines;
    private readonly ModelWatchers _watchers = new();

    private ModelStore(ModelLedger ledger, TrialTools tools)
    {
        _ledger = ledger;
        _pipelines = tools.Pipelines;
        _installer = new ModelInstaller(ledger);
        _transactions = new ModelTransactions(ledger, tools, Tell);
        _catalog = new ModelCatalog(ledger, _transactions, tools.Pipelines);
        ledger.Changed = Tell;
        ledger.IsInUse = _transactions.IsInUse;
    }

    /// <summary>Told of every version whose state or progress changed, on the thread that changed it; it must be quick.</summary>
    public Action<ModelStatus>? Changed { get; set; }

    /// <summary>Versions on the box and what references mean.</summary>
    public ModelShelf Shelf => _ledger.Shelf;

    /// <inheritdoc/>
    public int MaxChunkBytes => 1 << 20;

    /// <summary>Opens the store and puts right what a crash left. Trials go on only with <see cref="Resume"/>.</summary>
    /// <param name="options">Where it is and what it may take.</param>
    /// <param name="models">Changes the models of running pipelines.</param>
    /// <param name="following">How a pipeline (first) follows the versions of a package (second).</param>
    /// <param name="probes">Makes a runner of models for one trial; disposed after it where it can be.</param>
    /// <param name="rules">How versions are tried.</param>
    /// <param name="time">Clock.</param>
    /// <param name="warn">Told loudly of what an operator should know.</param>
    /// <exception cref="ModelException">The folder can't be used, or another process uses it.</exception>
    public static ModelStore Open(StoreOptions options, IModelSwitch models, Func<string, string, ModelFollowing> following, Func<IModelProbe> probes, TransactionRules rules, TimeProvider time, Action<string> warn) =>
        Open(options, models, following, probes, rules, time, warn, DeviceMemory.Available);

    /// <summary>As the other, with the box's memory told by somebody else.</summary>
    internal static ModelStore Open(StoreOptions options, IModelSwitch models, Func<string, string, ModelFollowing> following, Func<IModelProbe> probes, TransactionRules rules, TimeProvider time, Action<string> warn, Func<long?> memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        var ledger = new ModelLedger(options, time, warn);
        return new ModelStore(ledger, new TrialTools(new TrialPipelines(models, following, ledger.Shelf), probes, rules, time, memory));
    }

    /// <summary>Goes on with what the last run left in shadow or probation; call it once pipelines run.</summary>
    public void Resume() => _transactions.Resume();

    /// <inheritdoc/>
    public IReadOnlyList<ModelStatus> List(string? name = null) => _catalog.List(name);

    /// <inheritdoc/>
    public ModelDetails Inspect(string reference) => _catalog.Inspect(reference);

    /// <inheritdoc/>
    public (long Offset, ModelStatus? Installed) Offer(ModelOffer offer, string? identity)
    {
        ArgumentNullException.ThrowIfNull(offer);
        CheckDigest(offer.Digest);
        if (offer.Name.Length > 0 && !PackageNames.IsName(offer.Name)) throw new ControlRefusedException(RefusalKind.Invalid, $"the name must have {PackageNames.Rule}");
        if (offer.Size < SmallestArchive) throw new ControlRefusedException(RefusalKind.Invalid, $"an archive of {offer.Size} bytes can't hold a package");
        if (DiskAdmission.NeverTakes(offer, _ledger.Options) is { } never) throw new ControlRefusedException(RefusalKind.Exhausted, never);
        lock (_ledger.Gate)
        {
            if (_catalog.FindArchive(offer.Digest) is { } installed) return (offer.Size, installed);
            var known = _ledger.Uploads.Find(offer.Digest);
            if (known is not null && known.Size != offer.Size)
                throw new ControlRefusedException(RefusalKind.Invalid, $"the archive was announced with {known.Size} bytes before, and with {offer.Size} now; one digest has one size");
            try
            {
                Collector.LimitUploads(_ledger, offer);
                if (Collector.MakeRoom(_ledger, offer) is { } refusal) throw new ControlRefusedException(RefusalKind.Exhausted, refusal);
                if (known is null)
                {
                    _ledger.Uploads.Keep(offer);
                    _ledger.Record(_ledger.Line(new ModelVersionKey("", 0, ""), ModelState.Receiving, null, identity) with { Archive = offer.Digest });
                }

                return (_ledger.Uploads.BytesOf(offer.Digest), null);
            }
            catch (Exception error) when (StoreFiles.IsFileFailure(error))
            {
                throw StoreFiles.Refuse("the archive can't be taken", error);
            }
        }
    }

    /// <inheritdoc/>
    public IModelUpload OpenUpload(string digest, string? identity)
    {
        CheckDigest(digest);
        lock (_ledger.Gate) return new ModelUpload(this, _ledger, _installer, _ledger.Uploads.Open(digest), identity);
    }

    /// <inheritdoc/>
    public ModelStatus Stage(string reference, string? variant, string? identity)
    {
        var model = Tryable(reference);
        CheckVariant(model, variant);
        _transactions.Begin(model, variant, identity, order: null, resumed: null);
        return StatusOf(model.Name, model.Version)!;
    }

    /// <inheritdoc/>
    public ModelStatus Activate(string reference, ActivationOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var model = Tryable(reference);
        CheckVariant(model, order.Variant);
        if (order.Label is { } label && !ModelSelector.IsLabel(label)) throw new ControlRefusedException(RefusalKind.Invalid, $"\"{label}\" can't be a label; take a lower-case word such as canary");
        if (order.Share is not (> 0 and <= 1)) throw new ControlRefusedException(RefusalKind.Invalid, "the share of windows must lie above 0 and be at most 1");
        var uses = _pipelines.UsesOf(model.Name);
        if (order.Pipelines.FirstOrDefault(name => uses.All(use => use.Pipeline != name)) is { } stranger)
            throw new ControlRefusedException(RefusalKind.NotFound, $"no pipeline \"{stranger}\" follows {model.Name}; {(uses.Count == 0 ? "none does" : string.Join(", ", uses.Select(use => use.Pipeline)))}");
        CheckCounter(model);
        _transactions.Begin(model, order.Variant, order.Identity, order, resumed: null);
        return StatusOf(model.Name, model.Version)!;
    }

    /// <inheritdoc/>
    public async Task<ModelStatus> RollBackAsync(string name, int version, string? reason, string? identity, CancellationToken cancellation)
    {
        var why = string.IsNullOrWhiteSpace(reason) ? "a roll back was asked for" : reason;
        if (why.Length > LongestReason) why = why[..LongestReason];
        var recalled = await _transactions.RecallAsync(name, why, identity, cancellation).ConfigureAwait(false);

        // Whoever asked may go away: what has begun is carried through, so that no pipeline is left on the other version.
        var returned = await _transactions.RunAlone(name, () => ReturnAsync(name, version, recalled, why, identity)).WaitAsync(cancellation).ConfigureAwait(false);
        return StatusOf(name, returned)!;
    }

    // Answers with the version that works now.
    private async Task<int> ReturnAsync(string name, int version, bool recalled, string why, string? identity)
    {
        var chosen = _ledger.Shelf.VersionOf(name, null) ?? throw new ControlRefusedException(RefusalKind.NotFound, $"of model {name} no version is active");
        var lastGood = _ledger.Defaults.Read(name)?.LastGood;

        // What the pipelines run is what counts: one with a version that is neither of the two was left there by a trial that could not end well.
        var isAstray = _pipelines.UsesOf(name).Any(use => use.Working.Digest != chosen.Digest && (version > 0 || use.Working.Digest != lastGood?.Digest));
        var target = version > 0 ? version : recalled || isAstray ? chosen.Version : lastGood?.Version
            ?? throw new ControlRefusedException(RefusalKind.NotNow, $"there is no version of {name} to return to besides {chosen.Version}, which is active");
        if (target == chosen.Version && !isAstray) return target;
        return await new RollBack(_ledger, _pipelines).RunAsync(name, chosen, target, why, identity).ConfigureAwait(false) is { } refusal
            ? throw new ControlRefusedException(RefusalKind.NotNow, refusal)
            : target;
    }

    /// <inheritdoc/>
    public long Remove(string name, int version, string? identity)
    {
        lock (_ledger.Gate)
        {
            var entry = _ledger.Shelf.Find(name, version) ?? throw new ControlRefusedException(RefusalKind.NotFound, $"there is no {name}:{version}");
            if (_transactions.IsInUse(name, version)) throw new ControlRefusedException(RefusalKind.NotNow, $"{name}:{version} is being tried or returned to just now; wait for its end, or roll it back first");
            if (_ledger.Keeps(entry) is { } refusal) throw new ControlRefusedException(RefusalKind.NotNow, refusal);
            try
            {
                var freed = _ledger.Remove(entry);
                Tell(new ModelVersionKey(name, version, ""));
                return freed;
            }
            catch (Exception error) when (StoreFiles.IsFileFailure(error))
            {
                throw StoreFiles.Refuse($"{name}:{version} can't be removed", error);
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ModelStatus?> WatchAsync(string? name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watcher = _watchers.Begin(name);
        foreach (var status in List(name)) yield return status;
        yield return null;
        while (await watcher.WaitAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var (model, version) in watcher.Take())
                if (StatusOf(model, version) is { } status) yield return status;
        }
    }

    /// <summary>How a version stands; null when the box knows nothing of it.</summary>
    public ModelStatus? StatusOf(string name, int version) => _catalog.StatusOf(name, version);

    /// <summary>How an archive stands that arrives.</summary>
    internal static ModelStatus Arriving(ModelOffer offer, long bytes) => ModelCatalog.Arriving(offer, bytes);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transactions.DisposeAsync().ConfigureAwait(false);
        _watchers.Complete();
        _installer.Dispose();
        _ledger.Dispose();
    }

    private void Tell(ModelVersionKey model)
    {
        _watchers.Tell(model.Name, model.Version);
        if (Changed is { } told && StatusOf(model.Name, model.Version) is { } status) told(status);
    }

    private ModelVersionKey Tryable(string reference)
    {
        var entry = _catalog.Find(reference);
        if (entry.Package is not { } package) throw new ControlRefusedException(RefusalKind.NotNow, entry.Problem!.ReplaceLineEndings(" "));
        return new ModelVersionKey(entry.Name, entry.Version, package.Digest);
    }

    private void CheckVariant(ModelVersionKey model, string? variant)
    {
        var variants = _ledger.Shelf.Find(model.Name, model.Version)!.Package!.Manifest.Variants;
        if (variant is not null && !variants.ContainsKey(variant)) throw new ControlRefusedException(RefusalKind.Invalid, $"{model} has no variant \"{variant}\"; it has {string.Join(", ", variants.Keys)}");
    }

    // A version that was installed before its successor mended something must not come back by the front door; a roll back may.
    private void CheckCounter(ModelVersionKey model)
    {
        var counter = _ledger.Shelf.Find(model.Name, model.Version)!.Package!.Manifest.SecurityCounter;
        var recorded = _ledger.Defaults.Read(model.Name)?.SecurityCounter ?? 0;
        if (counter < recorded) throw new ControlRefusedException(RefusalKind.NotNow, $"{model} has the security counter {counter}, but this box has used {recorded}; only a roll back may return to it");
    }

    private static void CheckDigest(string digest)
    {
        if (!StorePaths.IsDigest(digest)) throw new ControlRefusedException(RefusalKind.Invalid, "the digest must be \"sha256:\" and 64 lower-case hex digits");
    }
}

using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>How every version stands: the disk, the journal and the running trials in one picture.</summary>
internal sealed class ModelCatalog(ModelLedger ledger, ModelTransactions transactions, TrialPipelines pipelines)
{
    private const int MostRefused = 20;

    /// <summary>Every version that the box holds, receives or has lately refused.</summary>
    public IReadOnlyList<ModelStatus> List(string? name)
    {
        lock (ledger.Gate)
        {
            var held = ledger.Shelf.List(name).Select(Status).ToList();
            var refused = ledger.Journal.Lines.GroupBy(line => (line.Model, line.Version, line.Version == 0 ? line.Archive : null)).Select(version => version.Last())
                .Where(line => line.State == ModelState.Rejected && (name is null || line.Model == name) && held.All(s => s.Model.Name != line.Model || s.Model.Version != line.Version))
                .TakeLast(MostRefused).Select(Refused);
            var arriving = ledger.Uploads.All().Where(upload => name is null || upload.Offer.Name == name).Select(upload => Arriving(upload.Offer, upload.Bytes));
            return [.. held.Concat(refused).Concat(arriving).OrderBy(status => status.Model.Name, StringComparer.Ordinal).ThenBy(status => status.Model.Version)];
        }
    }

    /// <summary>How a version stands; null when the box knows nothing of it.</summary>
    public ModelStatus? StatusOf(string name, int version)
    {
        lock (ledger.Gate)
        {
            if (version > 0 && ledger.Shelf.Find(name, version) is { } entry) return Status(entry);
            return version > 0 && ledger.Journal.Last(name, version) is { State: ModelState.Rejected } line ? Refused(line) : null;
        }
    }

    /// <summary>The version that an archive became; null when it is not installed.</summary>
    public ModelStatus? FindArchive(string digest) =>
        ledger.Journal.Lines.LastOrDefault(line => line.Archive == digest && line.Version > 0) is { State: not ModelState.Rejected } line
        && ledger.Shelf.Find(line.Model, line.Version) is { Package: { } package } entry && package.Digest == line.Digest ? Status(entry) : null;

    /// <summary>What a reference means.</summary>
    /// <exception cref="ControlRefusedException">Nothing.</exception>
    public ShelfEntry Find(string reference)
    {
        lock (ledger.Gate)
        {
            if (ModelSelector.TryParse(reference) is not { Name: { } name } selector)
                throw new ControlRefusedException(RefusalKind.Invalid, $"\"{reference}\" names no model; write NAME, NAME:VERSION or NAME:LABEL");
            var version = selector.Version ?? (selector.Label == ModelShelf.Canary ? Tried(name) : null) ?? ledger.Shelf.VersionOf(name, selector.Label)?.Version ?? 0;
            if (ledger.Shelf.Find(name, version) is { } entry) return entry;
            var there = ledger.Shelf.List(name).Select(e => e.Version).ToList();
            throw new ControlRefusedException(RefusalKind.NotFound, there.Count == 0
                ? $"there is no model \"{name}\"; there are {EventRulesReader.Some([.. ledger.Shelf.List().Select(e => e.Name).Distinct()])}"
                : $"there is no \"{reference}\"; of {name} there are the versions {string.Join(", ", there)}");
        }
    }

    /// <summary>One version in full.</summary>
    public ModelDetails Inspect(string reference)
    {
        lock (ledger.Gate)
        {
            var entry = Find(reference);
            var manifest = Path.Combine(entry.Directory, ManifestReader.FileName);
            var lines = ledger.Journal.Lines.Where(line => line.Model == entry.Name && line.Version == entry.Version).ToList();
            return new ModelDetails(
                Status(entry),
                File.Exists(manifest) ? System.Text.Encoding.UTF8.GetString(SmallFile.Read(manifest, ManifestReader.LargestFile)) : "",
                entry.Package is null ? [] : Choices(entry.Package),
                [.. lines.Where(line => line.Findings is not null).SelectMany(line => line.Findings!)],
                [.. lines.Select((line, index) => new ModelTransition(line.Time, index > 0 ? lines[index - 1].State : null, line.State, line.Reason, line.Identity))]);
        }
    }

    /// <summary>How an archive stands that arrives.</summary>
    public static ModelStatus Arriving(ModelOffer offer, long bytes) => new()
    {
        Model = new ModelVersionKey(offer.Name, offer.Version, ""), State = ModelState.Receiving, Bytes = bytes, Progress = (double)bytes / offer.Size,
        Reason = $"{ByteText.Of(bytes)} of {ByteText.Of(offer.Size)} of {offer.Digest} are here",
    };

    private static IReadOnlyList<string> Choices(ModelPackage package) => [.. package.Manifest.Variants.Values.Select(v => $"variant {v.Name}: {v.File}, batch up to {package.Manifest.MaxBatch(v)}")];

    private static ModelStatus Refused(JournalLine line) => new()
    {
        Model = new ModelVersionKey(line.Model, line.Version, line.Digest ?? ""), State = line.State, Reason = line.Reason, Since = line.Time, Variant = line.Variant,
    };

    private int? Tried(string name) =>
        ledger.Journal.Lines.Where(line => line.Model == name).GroupBy(line => line.Version).Select(version => version.Last()).LastOrDefault(line => line.State is ModelState.Shadow or ModelState.Probation)?.Version;

    private ModelStatus Status(ShelfEntry entry)
    {
        var last = ledger.Journal.Last(entry.Name, entry.Version);
        if (entry.Package is not { } package)
            return new ModelStatus { Model = new ModelVersionKey(entry.Name, entry.Version, ""), State = ModelState.Rejected, Reason = entry.Problem!.ReplaceLineEndings(" "), IsShipped = entry.IsShipped };
        if (last?.Digest != package.Digest) last = null;
        var record = ledger.Defaults.Read(entry.Name);
        var isDefault = ledger.Shelf.VersionOf(entry.Name, null)?.Version == entry.Version;
        var state = isDefault ? ModelState.Active : last?.State ?? ModelState.Verified;
        var note = transactions.NoteOf(entry.Name, entry.Version);
        return new ModelStatus
        {
            Model = new ModelVersionKey(entry.Name, entry.Version, package.Digest),
            State = state,
            Variant = (isDefault ? record?.Default?.Variant : null) ?? last?.Variant,
            Reason = note?.Doing ?? last?.Reason,
            Since = last?.Time,
            Bytes = StoreFiles.BytesOf(entry.Directory),
            Labels = [.. Labels(entry.Version, record, isDefault, state)],
            Pipelines = [.. pipelines.Using(package.Digest)],
            IsLastGood = record?.LastGood?.Version == entry.Version,
            IsShipped = entry.IsShipped,
            Probation = note?.Probation,
            Shadow = note?.Shadow,
            Progress = note?.Progress,
            SecondsLeft = note?.SecondsLeft,
        };
    }

    private static IEnumerable<string> Labels(int version, ModelDefault? record, bool isDefault, ModelState state)
    {
        if (isDefault) yield return ModelSelector.Latest;
        var named = record?.Labels ?? new Dictionary<string, int>();
        if (isDefault && !named.ContainsKey(ModelShelf.Stable)) yield return ModelShelf.Stable;
        if (state is ModelState.Shadow or ModelState.Probation && !named.ContainsKey(ModelShelf.Canary)) yield return ModelShelf.Canary;
        foreach (var (label, _) in named.Where(label => label.Value == version)) yield return label;
    }
}

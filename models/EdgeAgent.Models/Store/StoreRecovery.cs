using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Store;

/// <summary>
/// Puts right at the start what a crash left. The disk is the truth and the journal follows it: a package that has its place was verified, a default that
/// is written is active. What was half made lies in <c>.unpack</c> and goes.
/// </summary>
internal static class StoreRecovery
{
    /// <summary>Runs before anything else uses the books.</summary>
    public static void Run(ModelLedger ledger)
    {
        StoreFiles.DeleteFolder(ledger.Paths.Unpack);
        if (ledger.Journal.Unreadable > 0) ledger.Warn($"{ledger.Paths.Journal}: {ledger.Journal.Unreadable} lines can't be read and are passed over");
        foreach (var model in ModelRepository.Folders(ledger.Paths.Root))
        {
            RestoreDefault(ledger, model);
            foreach (var entry in ledger.Shelf.List(model).Where(entry => !entry.IsShipped)) Follow(ledger, entry);
            FollowDefault(ledger, model);
        }

        // An archive whose end is written down was only not cleared away yet.
        foreach (var (offer, _, _) in ledger.Uploads.All())
            if (ledger.Journal.Lines.LastOrDefault(line => line.Archive == offer.Digest) is { State: not ModelState.Receiving }) ledger.Uploads.Forget(offer.Digest);
    }

    // A default.json that can't be read is written again from the journal; without one in the journal the shipped version is used.
    private static void RestoreDefault(ModelLedger ledger, string model)
    {
        if (!File.Exists(ledger.Paths.DefaultOf(model)) || ledger.Defaults.Read(model, ledger.Warn) is not null) return;
        var actives = ledger.Journal.Lines.Where(line => line.Model == model && line.State == ModelState.Active && line.Digest is not null).ToList();
        if (actives.Count == 0)
        {
            StoreFiles.Delete(ledger.Paths.DefaultOf(model));
            return;
        }

        var (last, earlier) = (actives[^1], actives.FindLast(line => line.Version != actives[^1].Version));
        ledger.Defaults.Write(model, new ModelDefault
        {
            Default = new DefaultVersion(last.Version, last.Digest!, last.Variant),
            LastGood = earlier is null ? null : new DefaultVersion(earlier.Version, earlier.Digest!, earlier.Variant),
            Since = last.Time,
        });
    }

    private static void Follow(ModelLedger ledger, ShelfEntry entry)
    {
        if (entry.Package is not { } package)
        {
            ledger.Warn($"{entry.Name}:{entry.Version} can't be used: {entry.Problem!.ReplaceLineEndings(" ")}");
            return;
        }

        var key = new ModelVersionKey(entry.Name, entry.Version, package.Digest);
        var last = ledger.Journal.Last(entry.Name, entry.Version);
        if (last is { State: ModelState.Rejected } && last.Digest == package.Digest && ledger.Keeps(entry) is null) ledger.Remove(entry);
        else if (last is null || last.State is ModelState.Receiving or ModelState.Rejected) ledger.Record(ledger.Line(key, ModelState.Verified, "found installed when the agent started", null));
    }

    private static void FollowDefault(ModelLedger ledger, string model)
    {
        if (ledger.Defaults.Read(model)?.Default is not { } chosen) return;
        if (ledger.Journal.Last(model, chosen.Version) is not { State: ModelState.Active })
        {
            ledger.Record(ledger.Line(new ModelVersionKey(model, chosen.Version, chosen.Digest), ModelState.Active, "it was made the default before the agent ended", null) with { Variant = chosen.Variant });
        }

        var others = ledger.Journal.Lines.Where(line => line.Model == model).Select(line => line.Version).Distinct().Where(version => version != chosen.Version && version > 0).ToList();
        foreach (var version in others)
            if (ledger.Journal.Last(model, version) is { State: ModelState.Active } line)
                ledger.Record(ledger.Line(new ModelVersionKey(model, version, line.Digest ?? ""), ModelState.Retired, $"{model}:{chosen.Version} took its place", null));
    }
}

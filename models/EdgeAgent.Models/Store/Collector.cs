using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>Makes room: versions that nothing needs go, the oldest first. Never the active one, the last good one, a labelled one, or one that is being tried.</summary>
internal static class Collector
{
    /// <summary>Removes versions and forgotten uploads until an archive is admitted; nothing when all of them would not be enough.</summary>
    /// <returns>Why it is not admitted, one sentence; null when it is.</returns>
    public static string? MakeRoom(ModelLedger ledger, ModelOffer offer)
    {
        var here = ledger.Uploads.BytesOf(offer.Digest);
        var (held, free) = (Held(ledger, offer), new DriveInfo(ledger.Paths.Root).AvailableFreeSpace);
        var refusal = DiskAdmission.Refuses(offer, here, held, free, ledger.Options);
        if (refusal is null) return null;
        var going = new List<Action>();
        foreach (var (counted, bytes, remove) in Candidates(ledger, offer))
        {
            going.Add(remove);
            (held, free) = (held - counted, free + bytes);
            if (DiskAdmission.Refuses(offer, here, held, free, ledger.Options) is not null) continue;
            foreach (var removal in going) removal();
            return null;
        }

        return refusal;
    }

    /// <summary>Lets uploads go that nobody writes, the oldest first, until there are fewer than the most.</summary>
    public static void LimitUploads(ModelLedger ledger, ModelOffer next)
    {
        var others = ledger.Uploads.All().Where(upload => upload.Offer.Digest != next.Digest).ToList();
        for (var surplus = others.Count + 1 - ledger.Options.Uploads; surplus > 0; surplus--)
        {
            if (others.Count == 0 || others[0].IsOpen) throw new ControlRefusedException(RefusalKind.NotNow, $"{ledger.Options.Uploads} archives arrive already; try again when one has ended");
            ledger.Uploads.Forget(others[0].Offer.Digest);
            others.RemoveAt(0);
        }
    }

    // Bytes of all that is installed, and of the other archives what they were announced with: that is what they will need.
    private static long Held(ModelLedger ledger, ModelOffer offer) =>
        ledger.Shelf.List().Where(entry => !entry.IsShipped).Sum(entry => StoreFiles.BytesOf(entry.Directory))
        + ledger.Uploads.All().Where(upload => upload.Offer.Digest != offer.Digest).Sum(upload => Counted(ledger, upload.Offer));

    // No more than the quota, so that sums do not overflow whatever was announced.
    private static long Counted(ModelLedger ledger, ModelOffer offer) => Math.Min(offer.Size, ledger.Options.QuotaBytes);

    // What may go, the first first: the bytes that it counts for, those that it has on disk, and how it goes.
    private static IEnumerable<(long Counted, long Bytes, Action Remove)> Candidates(ModelLedger ledger, ModelOffer offer)
    {
        foreach (var upload in ledger.Uploads.All().Where(upload => !upload.IsOpen && upload.Offer.Digest != offer.Digest))
            yield return (Counted(ledger, upload.Offer), upload.Bytes, () => ledger.Uploads.Forget(upload.Offer.Digest));
        var versions = ledger.Shelf.List().Where(entry => ledger.Keeps(entry) is null && !ledger.IsInUse(entry.Name, entry.Version) && !Waits(ledger, entry))
            .OrderBy(entry => ledger.Journal.Last(entry.Name, entry.Version)?.Time ?? DateTimeOffset.MinValue);
        foreach (var entry in versions)
        {
            var bytes = StoreFiles.BytesOf(entry.Directory);
            yield return (bytes, bytes, () =>
            {
                ledger.Warn($"{entry.Name}:{entry.Version} is removed to make room");
                ledger.Remove(entry);
            });
        }
    }

    // A version newer than the default that was pushed and not used yet is what somebody is about to use.
    private static bool Waits(ModelLedger ledger, ShelfEntry entry) =>
        ledger.Journal.Last(entry.Name, entry.Version)?.State is ModelState.Verified or ModelState.Staged
        && entry.Version > (ledger.Shelf.VersionOf(entry.Name, null)?.Version ?? 0);
}

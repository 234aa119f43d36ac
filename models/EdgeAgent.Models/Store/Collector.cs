using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>Makes room: versions that nothing needs go, the oldest first. Never the active one, the last good one, a labelled one, or one that is being tried.</summary>
internal static class Collector
{
    /// <summary>Bytes of all that is installed and arrives.</summary>
    public static long Held(ModelLedger ledger) =>
        ledger.Shelf.List().Where(entry => !entry.IsShipped).Sum(entry => StoreFiles.BytesOf(entry.Directory)) + StoreFiles.BytesOf(ledger.Paths.Incoming);

    /// <summary>Removes versions and forgotten uploads until an archive is admitted, or nothing is left to remove.</summary>
    /// <returns>Why it is not admitted, one sentence; null when it is.</returns>
    public static string? MakeRoom(ModelLedger ledger, ModelOffer offer)
    {
        while (true)
        {
            var here = ledger.Uploads.BytesOf(offer.Digest);
            var refusal = DiskAdmission.Refuses(offer, here, Held(ledger) - here, new DriveInfo(ledger.Paths.Root).AvailableFreeSpace, ledger.Options);
            if (refusal is null || !RemoveOne(ledger, offer)) return refusal;
        }
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

    private static bool RemoveOne(ModelLedger ledger, ModelOffer offer)
    {
        if (ledger.Uploads.All().FirstOrDefault(upload => !upload.IsOpen && upload.Offer.Digest != offer.Digest && upload.Bytes > 0) is { Offer: { } stale })
        {
            ledger.Uploads.Forget(stale.Digest);
            return true;
        }

        var candidates = ledger.Shelf.List().Where(entry => ledger.Keeps(entry) is null && !Waits(ledger, entry))
            .OrderBy(entry => ledger.Journal.Last(entry.Name, entry.Version)?.Time ?? DateTimeOffset.MinValue).ToList();
        if (candidates.Count == 0) return false;
        ledger.Warn($"{candidates[0].Name}:{candidates[0].Version} is removed to make room");
        ledger.Remove(candidates[0]);
        return true;
    }

    // A version newer than the default that was pushed and not used yet is what somebody is about to use.
    private static bool Waits(ModelLedger ledger, ShelfEntry entry) =>
        ledger.Journal.Last(entry.Name, entry.Version)?.State is ModelState.Verified or ModelState.Staged
        && entry.Version > (ledger.Shelf.VersionOf(entry.Name, null)?.Version ?? 0);
}

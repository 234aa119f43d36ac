using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Store;

/// <summary>Whether disk and quota can take an archive and what it becomes, asked before its first byte.</summary>
internal static class DiskAdmission
{
    /// <summary>Why an archive could not be taken by an empty store either, one sentence; null when it could.</summary>
    public static string? NeverTakes(ModelOffer offer, StoreOptions options)
    {
        if (offer.Size > options.QuotaBytes) return $"the archive has {ByteText.Of(offer.Size)}, and the quota is {ByteText.Of(options.QuotaBytes)}; raise Models:QuotaMB";
        return offer.Size > options.Limits.UnpackedBytes ? $"the archive has {ByteText.Of(offer.Size)}, and a package may have {ByteText.Of(options.Limits.UnpackedBytes)}; make it smaller" : null;
    }

    /// <summary>Why an archive is not taken, one sentence; null when it is.</summary>
    /// <param name="offer">The archive.</param>
    /// <param name="here">Bytes of it that are here already.</param>
    /// <param name="held">Bytes of all that is installed or was announced, this archive's own left out.</param>
    /// <param name="free">Bytes that the disk has left.</param>
    /// <param name="options">Quota and reserve.</param>
    public static string? Refuses(ModelOffer offer, long here, long held, long free, StoreOptions options)
    {
        // By subtraction: sizes are what a stranger says, and sums of them would overflow.
        if (offer.Size > options.QuotaBytes - held)
        {
            return $"the archive has {ByteText.Of(offer.Size)}, and {ByteText.Of(Math.Max(0, options.QuotaBytes - held))} of the quota of {ByteText.Of(options.QuotaBytes)} are left; " +
                "remove versions or raise Models:QuotaMB";
        }

        // Weights hardly shrink: unpacked it needs as much again, and for a moment both are there.
        var room = offer.Size > long.MaxValue / 2 ? long.MaxValue : offer.Size - here + offer.Size;
        return room > free - options.Limits.ReserveBytes
            ? $"the archive needs {ByteText.Of(room)} packed and unpacked, and the disk has {ByteText.Of(free)} left, of which {ByteText.Of(options.Limits.ReserveBytes)} stay free; free space or remove versions"
            : null;
    }
}

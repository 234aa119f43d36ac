using EdgeAgent.Core.Control;

namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>
/// The models of the box as remote control sees them: what is there, what arrives, what is at work. References are <c>NAME:VERSION</c>, <c>NAME:LABEL</c>
/// (<c>stable</c>, <c>canary</c>, <c>latest</c>) or <c>NAME</c>. Safe for calls from many threads; one transaction a model at a time.
/// </summary>
public interface IModelStore
{
    /// <summary>Longest chunk that an upload takes at once, bytes.</summary>
    int MaxChunkBytes { get; }

    /// <summary>Every version that the box holds, is receiving or has lately refused, by name and version.</summary>
    /// <param name="name">Only this package; null for all.</param>
    IReadOnlyList<ModelStatus> List(string? name = null);

    /// <summary>One version in full.</summary>
    /// <exception cref="ControlRefusedException">There is no such version.</exception>
    ModelDetails Inspect(string reference);

    /// <summary>
    /// Where an upload goes on: the bytes that are here already. Room is made and kept before the first byte.
    /// An archive that was installed before is answered with its status.
    /// </summary>
    /// <exception cref="ControlRefusedException">The offer is wrong, or disk or quota can't take it.</exception>
    (long Offset, ModelStatus? Installed) Offer(ModelOffer offer, string? identity);

    /// <summary>Opens an offered upload for writing.</summary>
    /// <exception cref="ControlRefusedException">It was not offered, or another writer has it.</exception>
    IModelUpload OpenUpload(string digest);

    /// <summary>Tries a verified version on this device; it comes back when that has begun, what follows is told by <see cref="WatchAsync"/>.</summary>
    /// <exception cref="ControlRefusedException">It can't be staged.</exception>
    ModelStatus Stage(string reference, string? variant, string? identity);

    /// <summary>Activates a version, staging it first where that is still to be done; it comes back when that has begun, what follows is told by <see cref="WatchAsync"/>.</summary>
    /// <exception cref="ControlRefusedException">It can't be activated.</exception>
    ModelStatus Activate(string reference, ActivationOrder order);

    /// <summary>Goes back to the last good version, or to the one named; completes when pipelines use it.</summary>
    /// <param name="name">Package name.</param>
    /// <param name="version">Version to return to; 0 for the last good one.</param>
    /// <param name="reason">Why, for the record; null for none.</param>
    /// <param name="identity">Who asks; null for the agent itself.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>The version that is the default now.</returns>
    /// <exception cref="ControlRefusedException">There is nothing to return to.</exception>
    Task<ModelStatus> RollBackAsync(string name, int version, string? reason, string? identity, CancellationToken cancellation);

    /// <summary>Deletes an installed version.</summary>
    /// <returns>Bytes that became free.</returns>
    /// <exception cref="ControlRefusedException">It is active, last good, in a transaction, shipped, or not there.</exception>
    long Remove(string name, int version, string? identity);

    /// <summary>Every version as it stands, a null, then every change as it happens. A reader that is too slow gets the newest state of each version.</summary>
    /// <param name="name">Only this package; null for all.</param>
    /// <param name="cancellation">Ends the watch.</param>
    IAsyncEnumerable<ModelStatus?> WatchAsync(string? name, CancellationToken cancellation);
}

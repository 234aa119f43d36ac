using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>An archive that somebody sends now.</summary>
internal sealed class ModelUpload(ModelStore store, ModelLedger ledger, ModelInstaller installer, UploadFile owned, string? identity) : IModelUpload
{
    /// <inheritdoc/>
    public long Offset => owned.Length;

    /// <inheritdoc/>
    public long Size => owned.Offer.Size;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        owned.Append(chunk.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ModelStatus> CompleteAsync(CancellationToken cancellation)
    {
        if (owned.Length < owned.Offer.Size) return ModelStore.Arriving(owned.Offer, owned.Length);
        var line = await installer.InstallAsync(owned, identity, cancellation).ConfigureAwait(false);
        return line.State == ModelState.Rejected
            ? new ModelStatus { Model = new ModelVersionKey(line.Model, line.Version, line.Digest ?? ""), State = line.State, Reason = line.Reason, Since = line.Time }
            : store.StatusOf(line.Model, line.Version)!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (ledger.Gate) ledger.Uploads.Close(owned);
        return ValueTask.CompletedTask;
    }
}

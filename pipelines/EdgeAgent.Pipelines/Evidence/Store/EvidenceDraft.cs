namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>A file that is being written, out of everybody's sight. It is placed by <see cref="EvidenceStore.Place"/>, or vanishes when it is disposed.</summary>
/// <remarks>Its bytes are held free for it until then.</remarks>
internal sealed class EvidenceDraft(EvidenceStore store, string path, long mostBytes) : IDisposable
{
    /// <summary>Where to write.</summary>
    public string Path { get; } = path;

    /// <summary>More bytes than it will have.</summary>
    public long MostBytes { get; } = mostBytes;

    /// <inheritdoc/>
    public void Dispose() => store.GiveUp(this);
}

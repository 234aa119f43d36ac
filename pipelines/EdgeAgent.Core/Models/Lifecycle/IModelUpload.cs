using EdgeAgent.Core.Control;

namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>An archive that is arriving. One writer at a time; disposing keeps what has arrived, so that it can go on later.</summary>
public interface IModelUpload : IAsyncDisposable
{
    /// <summary>Bytes that are safe here: where the next chunk belongs.</summary>
    long Offset { get; }

    /// <summary>Size of the whole archive.</summary>
    long Size { get; }

    /// <summary>Appends bytes; a slow disk makes the sender wait.</summary>
    /// <exception cref="ControlRefusedException">More bytes than were announced, or the disk takes no more.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellation);

    /// <summary>Ends a whole upload: digest, archive, signature, counter and manifest are checked and the version is installed.</summary>
    /// <returns>Its state: verified, or rejected with the reason; when bytes are still missing, receiving.</returns>
    Task<ModelStatus> CompleteAsync(CancellationToken cancellation);
}

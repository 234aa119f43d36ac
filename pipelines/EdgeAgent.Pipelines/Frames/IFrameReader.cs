using System.Buffers;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Makes frames of the bytes of one epoch.</summary>
internal interface IFrameReader : IDisposable
{
    /// <summary>The longest that one frame may be in the stream, bytes: what the pipe must hold.</summary>
    long MaxBytes { get; }

    /// <summary>Bytes that were left out so far.</summary>
    long SkippedBytes { get; }

    /// <summary>Frames that were there and could not be used so far.</summary>
    long DamagedFrames { get; }

    /// <summary>Why the last of them could not, as a sentence without its subject; null before any.</summary>
    string? Damage { get; }

    /// <summary>Takes the next frame when all of it is there.</summary>
    /// <param name="buffer">The bytes; advanced past what was used.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="isEnd">Whether no more bytes will come.</param>
    /// <returns>The frame, which belongs to the caller; null when more bytes are needed.</returns>
    /// <exception cref="Sources.SourceException">The stream can't be read further.</exception>
    VideoFrame? TryRead(ref ReadOnlySequence<byte> buffer, FramePool pool, bool isEnd);
}

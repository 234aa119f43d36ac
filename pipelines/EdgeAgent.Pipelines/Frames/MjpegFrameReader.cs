using System.Buffers;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Frames of an MJPEG stream. Each JPEG has a size of its own, so that a camera may change it in mid-stream; one that can't be decoded is left out and counted.</summary>
/// <param name="options">Limits of the images.</param>
/// <param name="maxBytes">What a JPEG may take.</param>
internal sealed class MjpegFrameReader(ImageDecodeOptions options, int maxBytes = MjpegFrameReader.DefaultMaxBytes) : IFrameReader
{
    /// <summary>A JPEG of 50 million pixels at fair quality.</summary>
    public const int DefaultMaxBytes = 32 * 1024 * 1024;

    private readonly ImageFileDecoder _decoder = new();
    private MjpegCursor _cursor;
    private byte[] _joined = [];
    private long _undecodable;

    /// <inheritdoc/>
    public long MaxBytes => maxBytes;

    /// <inheritdoc/>
    public long SkippedBytes => _cursor.SkippedBytes;

    /// <inheritdoc/>
    public long DamagedFrames => _cursor.DamagedImages + _undecodable;

    /// <inheritdoc/>
    public string? Damage { get; private set; }

    /// <inheritdoc/>
    public VideoFrame? TryRead(ref ReadOnlySequence<byte> buffer, FramePool pool, bool isEnd)
    {
        while (MjpegFraming.TryRead(ref buffer, ref _cursor, maxBytes, isEnd, out var jpeg))
        {
            if (ImageFrames.TryDecode(_decoder, Joined(jpeg), options, pool, out var frame, out var fault)) return frame;
            _undecodable++;
            Damage = fault!.Reason;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private ReadOnlySpan<byte> Joined(in ReadOnlySequence<byte> jpeg)
    {
        if (jpeg.IsSingleSegment) return jpeg.FirstSpan;
        var length = (int)jpeg.Length;
        if (_joined.Length < length) _joined = new byte[length + (length / 4)];
        jpeg.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}

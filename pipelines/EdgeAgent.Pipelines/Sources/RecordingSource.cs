using System.IO.Pipelines;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Sources;

/// <summary>The sample frames of one epoch from its recording files, one after the other, in constant memory.</summary>
public sealed class RecordingSource : IByteSource
{
    private readonly IReadOnlyList<RecordingSegment> _segments;
    private readonly Pacer _pacer;
    private readonly bool _loop;
    private long _frames;

    /// <summary>Makes the source.</summary>
    /// <param name="segments">Parts of files that follow each other without a hole, all of one rate and number of channels.</param>
    /// <param name="sampleRate">Their rate, Hz.</param>
    /// <param name="channels">Their number of channels.</param>
    /// <param name="speed">1 plays in real time, N faster, +∞ as fast as the disk gives.</param>
    /// <param name="time">The clock for pacing.</param>
    /// <param name="loop">Starts again at the end, as one endless epoch.</param>
    public RecordingSource(IReadOnlyList<RecordingSegment> segments, int sampleRate, int channels, double speed, TimeProvider time, bool loop = false)
    {
        _segments = segments;
        Format = new AudioFormat(sampleRate, channels, SampleEncoding.F32);
        _pacer = new Pacer(time, sampleRate, speed);
        _loop = loop;
    }

    /// <inheritdoc/>
    public AudioFormat Format { get; }

    /// <inheritdoc/>
    public bool IsOnDemand => _pacer.IsOff;

    /// <inheritdoc/>
    public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        try
        {
            do
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var segment in _segments)
                    if (!await PlayAsync(segment, writer, cancellation).ConfigureAwait(false)) return;
            }
            while (_loop);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping intake is a normal end.
        }
    }

    private async Task<bool> PlayAsync(RecordingSegment segment, PipeWriter writer, CancellationToken cancellation)
    {
        try
        {
            using var reader = SndFileReader.Open(segment.Path);
            if (reader.SampleRate != Format.SampleRate || reader.Channels != Format.Channels)
                throw new SourceException(segment.Path, $"{segment.Path}: has become {reader.SampleRate} Hz with {reader.Channels} channels since it was looked at; replay it again");
            if (segment.SkipFrames > 0) reader.Seek(segment.SkipFrames);
            var left = segment.Frames;
            while (left > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Fill(reader, writer, left);
                if (count == 0)
                    throw new SourceException(segment.Path, $"{segment.Path}: ends {left} sample frames before its header says; it has changed or is damaged");
                left -= count;
                await _pacer.WaitAsync(_frames + count, cancellation).ConfigureAwait(false);
                _frames += count;
                var flushed = await writer.FlushAsync(cancellation).ConfigureAwait(false);
                if (flushed.IsCompleted) return false;
            }

            return true;
        }
        catch (AudioFileException error)
        {
            throw new SourceException(segment.Path, error.Message, error);
        }
    }

    private int Fill(SndFileReader reader, PipeWriter writer, long left)
    {
        var frameBytes = Format.BytesPerFrame;
        var bytes = writer.GetSpan(Math.Max(AudioPipe.ReadSize, frameBytes));
        var frames = (int)Math.Min(Math.Min(bytes.Length / frameBytes, left), _pacer.Block);
        var count = reader.Read(MemoryMarshal.Cast<byte, float>(bytes[..(frames * frameBytes)]));
        writer.Advance(count * frameBytes);
        return count;
    }
}

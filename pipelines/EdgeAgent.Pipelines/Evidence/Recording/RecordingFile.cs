using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Evidence.Store;

namespace EdgeAgent.Pipelines.Evidence.Recording;

/// <summary>One file of a continuous recording, under way. It gets its name, time and place when it is completed.</summary>
internal sealed class RecordingFile : IDisposable
{
    private const int RoomSamples = 8192;
    private const long Around = 64 * 1024;

    private readonly EvidenceStore _store;
    private readonly EvidenceDraft _draft;
    private readonly SndFileWriter _writer;
    private readonly RecordedEpoch _epoch;
    private readonly string _extension;
    private readonly bool _isFloat;
    private readonly int[] _room = new int[RoomSamples];

    private RecordingFile(EvidenceStore store, EvidenceDraft ownedDraft, RecordedEpoch epoch, long first, AudioEncoding encoding)
    {
        (_store, _draft, _epoch, First) = (store, ownedDraft, epoch, first);
        _extension = SampleForm.Extension(encoding);
        _isFloat = encoding == AudioEncoding.WavFloat;
        _writer = SndFileWriter.Create(ownedDraft.Path, epoch.Format.SampleRate, epoch.Format.Channels, encoding, _extension == "flac" ? SndFileTags.Placeholder : null);
    }

    /// <summary>Position of its first sample frame.</summary>
    public long First { get; }

    /// <summary>Sample frames in it.</summary>
    public long Frames => _writer.Frames;

    /// <summary>Begins a file; null where the store has no room for it.</summary>
    /// <exception cref="AudioFileException">The disk refuses.</exception>
    /// <exception cref="Interop.Native.NativeLibraryException">libsndfile is missing.</exception>
    public static RecordingFile? TryBegin(EvidenceStore store, RecordedEpoch epoch, ClipOrigin origin, RecordingOptions options, long first)
    {
        var encoding = SampleForm.ForAny(epoch.Format, options.Format);
        var bytes = (long)(StreamRecorder.LongestSeconds(options) * epoch.Format.SampleRate) * epoch.Format.BytesPerFrame;
        var (draft, _) = store.Begin(Item(origin, epoch, first, SampleForm.Extension(encoding), dated: false), bytes + (bytes / 16) + Around);
        if (draft is null) return null;
        try
        {
            return new RecordingFile(store, draft, epoch, first, encoding);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>Appends sample frames.</summary>
    /// <exception cref="AudioFileException">The disk refuses.</exception>
    public void Write(ReadOnlySpan<byte> bytes) => SampleForm.Write(_writer, bytes, _epoch.Format, _isFloat, _room);

    /// <summary>Completes the file.</summary>
    /// <param name="origin">What it says of its origin.</param>
    /// <param name="lost">Sample frames that are missing before it.</param>
    /// <returns>Whether it is there.</returns>
    public bool Complete(ClipOrigin origin, long lost)
    {
        try
        {
            _writer.Close();
            SndFileTags.Write(_draft.Path, GuanoText.OfRecording(origin, _epoch.Timeline, First, Frames, lost));
        }
        catch (Exception error) when (EvidenceStore.IsDiskFailure(error))
        {
            _store.Fail(error);
            return false;
        }

        return _store.Place(_draft, Item(origin, _epoch, First, _extension, dated: true)).Media is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _draft.Dispose();
    }

    // Only a file that is complete asks for its time: until then the clock may still find a better one.
    private static EvidenceItem Item(ClipOrigin origin, RecordedEpoch epoch, long first, string extension, bool dated) => new()
    {
        Kind = EvidenceItem.Recording,
        Pipeline = origin.Pipeline,
        Label = EvidenceItem.Recording,
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(epoch.Timeline.StreamId)).AsSpan(0, 4)),
        Extension = extension,
        Time = dated ? epoch.Timeline.ToUtc(first) : null,
        Seconds = (double)first / epoch.Timeline.Rate,
    };
}

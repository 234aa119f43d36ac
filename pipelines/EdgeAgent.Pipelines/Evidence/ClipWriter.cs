using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Evidence.Spectrogram;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>Writes clips and their pictures into the store, one at a time; its buffers are used again.</summary>
/// <param name="store">Takes the files.</param>
/// <param name="counters">Counts by pipeline.</param>
internal sealed class ClipWriter(IEvidenceStore store, Func<string, EvidenceCounters> counters) : IClipWork
{
    // Header, GUANO text and seek table beside the samples; FLAC of noise is a little longer than the samples.
    private const long Around = 64 * 1024;
    private const int RoomSamples = 8192;

    private readonly int[] _room = new int[RoomSamples];
    private byte[] _bytes = [];

    /// <inheritdoc/>
    /// <remarks>Writes at once.</remarks>
    public bool TryPost(ClipJob job)
    {
        Write(job);
        return true;
    }

    /// <summary>Writes a clip and ends the job.</summary>
    public void Write(ClipJob job)
    {
        var count = counters(job.Origin.Pipeline);
        var length = checked((int)((job.Last - job.First) * job.Format.BytesPerFrame));
        if (_bytes.Length < length) _bytes = GC.AllocateUninitializedArray<byte>(length);
        var bytes = _bytes.AsMemory(0, length);
        if (length == 0 || !job.Ring.TryRead(job.Base + job.First, bytes.Span))
        {
            count.AddOverwritten();
            job.TryEnd(null);
            return;
        }

        IReadOnlyList<EventMedia>? media = null;
        try
        {
            if (WriteSound(job, bytes) is { } clip) media = job.Options.Spectrogram && WritePicture(job, clip, bytes) is { } picture ? [clip, picture] : [clip];
        }
        catch (NativeLibraryException)
        {
            // libsndfile is missing: the box hears all the same. The doctor names it.
        }
        finally
        {
            if (media is null) count.AddRefused();
            else count.AddClip();
            job.TryEnd(media);
        }
    }

    private EventMedia? WriteSound(ClipJob job, ReadOnlyMemory<byte> bytes)
    {
        var encoding = SampleForm.For(bytes.Span, job.Format, job.Options.Format);
        var item = Item(job, EvidenceItem.Clip, SampleForm.Extension(encoding));
        return store.Write(item, bytes.Length + (bytes.Length / 16) + Around, path =>
        {
            var text = GuanoText.OfClip(job.Origin, job.Timeline, job.First, job.Last, job.Events);
            using (var writer = SndFileWriter.Create(path, job.Format.SampleRate, job.Format.Channels, encoding, item.Extension == "flac" ? SndFileTags.Placeholder : null))
            {
                SampleForm.Write(writer, bytes.Span, job.Format, encoding == AudioEncoding.WavFloat, _room);
                writer.Close();
            }

            SndFileTags.Write(path, text);
        }).Media;
    }

    private EventMedia? WritePicture(ClipJob job, EventMedia clip, ReadOnlyMemory<byte> bytes)
    {
        var picture = SpectrogramPicture.Draw(job, bytes);
        return store.Write(Item(job, EvidenceItem.Spectrogram, "png") with { Beside = clip, Score = null }, picture).Media;
    }

    private static EvidenceItem Item(ClipJob job, string kind, string extension) => new()
    {
        Kind = kind,
        Pipeline = job.Origin.Pipeline,
        Label = job.Events[0].Label,
        Id = job.Events[0].Id,
        Extension = extension,
        Time = job.Timeline.ToUtc(job.First),
        Seconds = (double)job.First / job.Timeline.Rate,
        Score = job.Events.Max(e => e.Score.Peak),
    };
}

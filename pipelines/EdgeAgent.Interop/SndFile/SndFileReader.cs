using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;
using static EdgeAgent.Interop.SndFile.SndFileConstants;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Reads any audio file that libsndfile knows (WAV, RF64, W64, FLAC, AIFF, Ogg, …) as normalised floats.
/// One instance serves one thread at a time.</summary>
public sealed unsafe class SndFileReader : IDisposable
{
    private readonly SndFileApi _api;
    private readonly SafeSndFileHandle _handle;
    private readonly string _path;
    private AudioFileException? _damage;
    private readonly bool _isPcm16;

    private SndFileReader(SndFileApi api, SafeSndFileHandle handle, string path, in SndFileInfo info)
    {
        _api = api;
        _handle = handle;
        _path = path;
        Frames = info.Frames is < 0 or UnknownFrames ? -1 : info.Frames;
        SampleRate = info.SampleRate;
        Channels = info.Channels;
        IsSeekable = info.Seekable != 0;
        FormatName = SndFileFormat.Name(info.Format);
        _isPcm16 = (info.Format & SubtypeMask) == Pcm16;
    }

    /// <summary>Sample frames in the file: what is really there, when the header claims more. 0 for a file with a header and no samples; -1 where the format does not tell.</summary>
    public long Frames { get; }

    /// <summary>Sample frames per second, as the header says.</summary>
    public int SampleRate { get; }

    /// <summary>Channels, 1 or more; samples of one sample frame are adjacent.</summary>
    public int Channels { get; }

    /// <summary>Container and encoding, e.g. <c>WAV, 16-bit PCM</c>.</summary>
    public string FormatName { get; }

    /// <summary>Whether <see cref="Seek"/> works.</summary>
    public bool IsSeekable { get; }

    /// <summary>The next sample frame that <see cref="Read"/> gives, from 0.</summary>
    public long Position { get; private set; }

    /// <summary>The comment text (RIFF <c>ICMT</c>: AudioMoth's "Recorded at …"), or null.</summary>
    public string? Comment => Text(StringComment);

    /// <summary>The creation date text (RIFF <c>ICRD</c>), or null.</summary>
    public string? Date => Text(StringDate);

    /// <summary>The artist text (RIFF <c>IART</c>: AudioMoth's serial number), or null.</summary>
    public string? Artist => Text(StringArtist);

    /// <summary>The software text (RIFF <c>ISFT</c>), or null.</summary>
    public string? Software => Text(StringSoftware);

    /// <summary>The broadcast extension, or null where the file has none.</summary>
    public BroadcastInfo? Bext
    {
        get
        {
            SndFileBroadcastInfo info = default;
            return Command(GetBroadcastInfo, &info, sizeof(SndFileBroadcastInfo)) == 0 ? null : info.ToManaged();
        }
    }

    /// <summary>What libsndfile noted while it read the header, many lines; lines that complain contain <c>***</c> or <c>should be</c>.</summary>
    public string HeaderLog
    {
        get
        {
            var added = false;
            try
            {
                _handle.DangerousAddRef(ref added);
                return SndFileOpening.Log(_api, _handle.DangerousGetHandle());
            }
            finally
            {
                if (added) _handle.DangerousRelease();
            }
        }
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">A file; a relative path starts at the working directory.</param>
    /// <exception cref="AudioFileException">There is no such file, it is a folder, empty, unreadable, no audio file, or damaged.</exception>
    /// <exception cref="NativeLibraryException">libsndfile is missing or does not fit.</exception>
    public static SndFileReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var api = SndFileApi.Instance;
        SndFileOpening.RequireReadable(path);
        SndFileInfo info = default;
        var file = SndFileOpening.Open(api, path, ModeRead, ref info);
        var handle = new SafeSndFileHandle(file);
        if (info.Channels >= 1 && info.SampleRate >= 1) return new SndFileReader(api, handle, path, info);
        handle.Dispose();
        throw new AudioFileException(path, $"{path} declares {info.Channels} channels at {info.SampleRate} Hz, which is no recording; its header is damaged.");
    }

    /// <summary>Reads the next sample frames.</summary>
    /// <param name="interleaved">Receives whole sample frames, channels adjacent; full scale of integer formats is ±1, float formats come as stored, beyond ±1 and not-a-number included. A remainder shorter than a sample frame is left alone.</param>
    /// <returns>Sample frames read; fewer than fit only at the end or before damage, 0 once the end is reached.</returns>
    /// <exception cref="AudioFileException">The file is damaged at this place, or the medium failed; all before it was given.</exception>
    public int Read(Span<float> interleaved)
    {
        var frames = interleaved.Length / Channels;
        if (frames == 0) return 0;
        if (_damage is not null) throw _damage;
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            var file = _handle.DangerousGetHandle();
            var samples = interleaved[..(frames * Channels)];
            var read = _isPcm16 ? ReadPcm16(file, samples, frames) : ReadFloat(file, samples, frames);
            Position += read;
            if (read < frames && _api.Error(file) != 0)
            {
                // What was read before the damage is good: it is given first, and the next call fails.
                _damage = Failed("cannot be read on", file);
                if (read == 0) throw _damage;
            }

            return (int)read;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    /// <summary>Goes to a sample frame.</summary>
    /// <param name="frame">0 to <see cref="Frames"/>; the end is a valid place.</param>
    /// <exception cref="AudioFileException">The file cannot seek, or <paramref name="frame"/> lies outside it.</exception>
    public void Seek(long frame)
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            var file = _handle.DangerousGetHandle();
            if (_api.Seek(file, frame, SeekSet) != frame) throw Failed($"cannot go to sample frame {frame} of {Frames}", file);
            Position = frame;
            _damage = null;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private long ReadFloat(nint file, Span<float> samples, int frames)
    {
        fixed (float* room = samples) return _api.ReadFloat(file, room, frames);
    }

    // libsndfile converts one sample at a time. Here the 16-bit samples are read into the upper half of the room and widened from its
    // start: a float never reaches a sample that is still to be read. Both give sample / 32768, which is exact.
    private long ReadPcm16(nint file, Span<float> samples, int frames)
    {
        var words = MemoryMarshal.Cast<float, short>(samples)[samples.Length..];
        long read;
        fixed (short* room = words) read = _api.ReadInt16(file, room, frames);
        Pcm16Samples.Widen(words[..(int)(Math.Max(0, read) * Channels)], samples);
        return read;
    }

    private AudioFileException Failed(string what, nint file) =>
        new(_path, $"{_path} {what} after sample frame {Position} ({SndFileOpening.Of(_api.ErrorText(file)) ?? "no reason given"}); the file is damaged there.");

    private int Command(int command, void* data, int size)
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            return _api.Command(_handle.DangerousGetHandle(), command, data, size);
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    private string? Text(int kind)
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            return SndFileOpening.Of(_api.GetString(_handle.DangerousGetHandle(), kind));
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }
}

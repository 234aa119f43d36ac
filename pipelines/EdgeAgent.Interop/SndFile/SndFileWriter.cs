using System.Text;
using EdgeAgent.Interop.Native;
using static EdgeAgent.Interop.SndFile.SndFileConstants;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Writes a WAV or FLAC file from normalised floats. The same samples give the same bytes with the same libsndfile,
/// and samples that <see cref="SndFileReader"/> read from a file of the same depth are written back exactly.
/// One instance serves one thread at a time.</summary>
public sealed unsafe class SndFileWriter : IDisposable
{
    private const int BufferSamples = 4096;

    // RIFF sizes have 32 bits; 64 KiB stay for the header and the chunks around the samples.
    private const long LargestWav = uint.MaxValue - 65536L;

    private readonly SndFileApi _api;
    private readonly SafeSndFileHandle _handle;
    private readonly string _path;
    private readonly int _channels;
    private readonly int _bits;
    private readonly bool _isFloat;
    private readonly long _largestFrames;
    private readonly int[] _integers;

    private SndFileWriter(SndFileApi api, SafeSndFileHandle handle, string path, int channels, AudioEncoding encoding)
    {
        _api = api;
        _handle = handle;
        _path = path;
        _channels = channels;
        _bits = Bits(encoding);
        _isFloat = encoding == AudioEncoding.WavFloat;
        _integers = _isFloat ? [] : new int[Math.Max(channels, BufferSamples / channels * channels)];
        _largestFrames = IsFlac(encoding) ? long.MaxValue : LargestWav / (_bits / 8 * channels);
    }

    /// <summary>Sample frames written so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Creates a file, or empties the one that is there.</summary>
    /// <param name="path">Where; the folder must exist.</param>
    /// <param name="sampleRate">Sample frames per second, 1 to 655 350.</param>
    /// <param name="channels">1 to 8 for FLAC, 1 to 1024 for WAV.</param>
    /// <param name="encoding">Container and sample form.</param>
    /// <param name="comment">Text for the file's comment field, or null.</param>
    /// <exception cref="AudioFileException">The file cannot be created, or the format does not allow this rate or channel count.</exception>
    /// <exception cref="NativeLibraryException">libsndfile is missing or does not fit.</exception>
    public static SndFileWriter Create(string path, int sampleRate, int channels, AudioEncoding encoding, string? comment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var api = SndFileApi.Instance;
        var info = new SndFileInfo { SampleRate = sampleRate, Channels = channels, Format = Format(encoding) };
        var handle = new SafeSndFileHandle(SndFileOpening.Open(api, path, ModeWrite, ref info));
        var file = handle.DangerousGetHandle();
        // The PEAK chunk holds the time of writing, which would make equal samples give different bytes.
        api.Command(file, SetAddPeakChunk, null, 0);
        if (comment is not null)
        {
            fixed (byte* text = Encoding.UTF8.GetBytes(comment + "\0")) api.SetString(file, StringComment, text);
        }

        return new SndFileWriter(api, handle, path, channels, encoding);
    }

    /// <summary>Appends sample frames.</summary>
    /// <param name="interleaved">Whole sample frames, channels adjacent, full scale ±1. Integer encodings round to the nearest step without dither, limit what lies beyond full scale, and write not-a-number as 0.</param>
    /// <exception cref="AudioFileException">The medium is full or failed, or a WAV file would pass 4 GiB.</exception>
    public void Write(ReadOnlySpan<float> interleaved)
    {
        if (interleaved.Length % _channels != 0)
            throw new ArgumentException($"{interleaved.Length} samples are no whole sample frames of {_channels} channels.", nameof(interleaved));
        var frames = interleaved.Length / _channels;
        if (Frames + frames > _largestFrames) throw new AudioFileException(_path, $"{_path} would pass the 4 GiB that a WAV file can hold; write FLAC, or several files.");
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            var file = _handle.DangerousGetHandle();
            if (_isFloat) WriteFloats(file, interleaved);
            else WriteIntegers(file, interleaved);
            Frames += frames;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    /// <summary>Appends sample frames of integers, exactly; not for <see cref="AudioEncoding.WavFloat"/>.</summary>
    /// <param name="interleaved">Whole sample frames, channels adjacent, full scale ±2³¹: the bits below the encoding's depth are cut off.</param>
    /// <exception cref="AudioFileException">The medium is full or failed, or a WAV file would pass 4 GiB.</exception>
    public void Write(ReadOnlySpan<int> interleaved)
    {
        if (_isFloat) throw new InvalidOperationException("a file of floats takes floats");
        var frames = interleaved.Length / _channels;
        if (frames * _channels != interleaved.Length)
            throw new ArgumentException($"{interleaved.Length} samples are no whole sample frames of {_channels} channels.", nameof(interleaved));
        if (Frames + frames > _largestFrames) throw new AudioFileException(_path, $"{_path} would pass the 4 GiB that a WAV file can hold; write FLAC, or several files.");
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            var file = _handle.DangerousGetHandle();
            fixed (int* samples = interleaved) Check(file, _api.WriteInt32(file, samples, frames), frames);
            Frames += frames;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    /// <summary>Completes the header and closes the file, and says so when that fails.</summary>
    /// <exception cref="AudioFileException">The last bytes could not be written; the file is not whole.</exception>
    public void Close()
    {
        if (_handle.IsClosed) return;
        _handle.Dispose();
        if (_handle.CloseResult != 0) throw new AudioFileException(_path, $"{_path} could not be completed; check the free space and the medium.");
    }

    /// <summary>Closes the file without a word about failures; call <see cref="Close"/> first where the file matters.</summary>
    public void Dispose() => _handle.Dispose();

    private void WriteFloats(nint file, ReadOnlySpan<float> interleaved)
    {
        fixed (float* samples = interleaved) Check(file, _api.WriteFloat(file, samples, interleaved.Length / _channels), interleaved.Length / _channels);
    }

    private void WriteIntegers(nint file, ReadOnlySpan<float> interleaved)
    {
        // libsndfile reads n-bit samples as value / 2^(n-1) but would write float × (2^(n-1) − 1): scaling here makes a copy exact.
        var steps = (double)(1L << (_bits - 1));
        var shift = 32 - _bits;
        while (!interleaved.IsEmpty)
        {
            var count = Math.Min(interleaved.Length, _integers.Length);
            for (var i = 0; i < count; i++)
            {
                var step = Math.Round(interleaved[i] * steps);
                // A saturating conversion: beyond the range gives the nearest end, not-a-number gives 0.
                var value = double.IsNaN(step) ? 0 : (int)Math.Clamp(step, -steps, steps - 1);
                _integers[i] = value << shift;
            }

            fixed (int* samples = _integers) Check(file, _api.WriteInt32(file, samples, count / _channels), count / _channels);
            interleaved = interleaved[count..];
        }
    }

    private void Check(nint file, long written, int wanted)
    {
        if (written != wanted)
            throw new AudioFileException(_path, $"{_path} cannot be written on ({SndFileOpening.Of(_api.ErrorText(file)) ?? "no reason given"}); check the free space and the medium.");
    }

    private static bool IsFlac(AudioEncoding encoding) => encoding is AudioEncoding.FlacPcm16 or AudioEncoding.FlacPcm24;

    private static int Bits(AudioEncoding encoding) => encoding switch
    {
        AudioEncoding.WavPcm16 or AudioEncoding.FlacPcm16 => 16,
        AudioEncoding.WavPcm24 or AudioEncoding.FlacPcm24 => 24,
        _ => 32,
    };

    private static int Format(AudioEncoding encoding) => encoding switch
    {
        AudioEncoding.WavPcm16 => Wav | Pcm16,
        AudioEncoding.WavPcm24 => Wav | Pcm24,
        AudioEncoding.WavPcm32 => Wav | Pcm32,
        AudioEncoding.WavFloat => Wav | Float,
        AudioEncoding.FlacPcm16 => Flac | Pcm16,
        AudioEncoding.FlacPcm24 => Flac | Pcm24,
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "no such encoding"),
    };
}

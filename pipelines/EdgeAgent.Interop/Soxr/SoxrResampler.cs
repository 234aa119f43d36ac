using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Soxr;

/// <summary>Changes the sample rate of a stream with libsoxr, on the calling thread. Output sample frame k lies at the time k / output rate
/// of the input: the filter's delay is compensated. The output's bits do not depend on how the input is cut into calls.
/// One instance serves one stream and one thread at a time; no call after <see cref="Create"/> allocates managed memory.</summary>
public sealed unsafe class SoxrResampler : IDisposable
{
    private const int Float32Interleaved = 0;

    // libsoxr itself has no limit: the filter for 10^12 to 1 takes it minutes and gigabytes to design.
    private const double WidestRatio = 1000;

    private readonly SoxrApi _api;
    private readonly SafeSoxrHandle _handle;
    private readonly int _channels;
    private bool _ended;

    private SoxrResampler(SoxrApi api, SafeSoxrHandle handle, double inputRate, double outputRate, int channels)
    {
        _api = api;
        _handle = handle;
        _channels = channels;
        InputRate = inputRate;
        OutputRate = outputRate;
        Engine = Marshal.PtrToStringUTF8((nint)api.Engine(handle.DangerousGetHandle())) ?? "";
    }

    /// <summary>Sample frames per second that go in.</summary>
    public double InputRate { get; }

    /// <summary>Sample frames per second that come out.</summary>
    public double OutputRate { get; }

    /// <summary>libsoxr's name for the code in use, e.g. <c>cr32s</c>: single precision with vector instructions. Bits are compared within one engine.</summary>
    public string Engine { get; }

    /// <summary>Output sample frames that the input given so far stands for and that have not come out yet.</summary>
    public double Delay
    {
        get
        {
            var added = false;
            try
            {
                _handle.DangerousAddRef(ref added);
                return _api.Delay(_handle.DangerousGetHandle());
            }
            finally
            {
                if (added) _handle.DangerousRelease();
            }
        }
    }

    /// <summary>Makes a resampler.</summary>
    /// <param name="inputRate">Sample frames per second that go in, over 0.</param>
    /// <param name="outputRate">Sample frames per second that come out, over 0.</param>
    /// <param name="quality">How exact.</param>
    /// <param name="channels">Interleaved channels, 1 or more.</param>
    /// <exception cref="SoxrException">The rates are more than a factor of 1000 apart, or libsoxr refuses them.</exception>
    /// <exception cref="NativeLibraryException">libsoxr is missing or does not fit.</exception>
    public static SoxrResampler Create(double inputRate, double outputRate, ResamplerQuality quality = ResamplerQuality.High, int channels = 1)
    {
        RequireRate(inputRate);
        RequireRate(outputRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var api = SoxrApi.Instance;
        if (Math.Max(inputRate / outputRate, outputRate / inputRate) > WidestRatio) throw Refused(inputRate, outputRate, channels, "they are more than a factor of 1000 apart");
        var io = api.IoSpec(Float32Interleaved, Float32Interleaved);
        var precision = api.QualitySpec(new CULong(Recipe(quality)), new CULong(0));
        var runtime = api.RuntimeSpec(1);
        byte* error = null;
        var resampler = api.Create(inputRate, outputRate, (uint)channels, &error, &io, &precision, &runtime);
        if (error is null && resampler != 0) return new SoxrResampler(api, new SafeSoxrHandle(resampler), inputRate, outputRate, channels);
        if (resampler != 0) api.Delete(resampler);
        throw Refused(inputRate, outputRate, channels, Text(error));
    }

    /// <summary>Takes input and gives what output is ready. Call again with the rest until all of the input is consumed.</summary>
    /// <param name="input">Whole sample frames; may be empty.</param>
    /// <param name="output">Room for whole sample frames.</param>
    /// <param name="consumed">Sample frames taken from <paramref name="input"/>; not all when <paramref name="output"/> is too small.</param>
    /// <param name="produced">Sample frames written to <paramref name="output"/>; often 0, because the filter works in blocks.</param>
    /// <exception cref="InvalidOperationException">The stream was ended by <see cref="Flush"/> and not yet <see cref="Reset"/>.</exception>
    /// <exception cref="SoxrException">libsoxr failed, e.g. for want of memory.</exception>
    public void Process(ReadOnlySpan<float> input, Span<float> output, out int consumed, out int produced)
    {
        if (_ended) throw new InvalidOperationException("The stream has ended; reset the resampler before it takes more input.");
        // A null pointer would mean the end of the input, and an empty span is one.
        var nothing = 0f;
        fixed (float* samples = input) Call(samples is null ? &nothing : samples, input.Length / _channels, output, out consumed, out produced);
    }

    /// <summary>Ends the input and gives what is still inside. Call again until it returns 0.</summary>
    /// <param name="output">Room for whole sample frames, at least one.</param>
    /// <returns>Sample frames written; in total, output rate / input rate times the input, rounded.</returns>
    /// <exception cref="SoxrException">libsoxr failed, e.g. for want of memory.</exception>
    public int Flush(Span<float> output)
    {
        _ended = true;
        Call(null, 0, output, out _, out var produced);
        return produced;
    }

    /// <summary>Forgets the stream: what follows is resampled as by a new resampler.</summary>
    /// <exception cref="SoxrException">libsoxr failed, e.g. for want of memory.</exception>
    public void Reset()
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            Check(_api.Clear(_handle.DangerousGetHandle()));
            _ended = false;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    /// <summary>Frees the resampler.</summary>
    public void Dispose() => _handle.Dispose();

    private void Call(float* input, int inputFrames, Span<float> output, out int consumed, out int produced)
    {
        var added = false;
        try
        {
            _handle.DangerousAddRef(ref added);
            nuint taken, given;
            fixed (float* room = output)
                Check(_api.Process(_handle.DangerousGetHandle(), input, (nuint)inputFrames, &taken, room, (nuint)(output.Length / _channels), &given));
            consumed = (int)taken;
            produced = (int)given;
        }
        finally
        {
            if (added) _handle.DangerousRelease();
        }
    }

    private static SoxrException Refused(double inputRate, double outputRate, int channels, string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"libsoxr cannot convert {inputRate} Hz to {outputRate} Hz with {channels} channel(s) ({reason}); check both rates."));

    private static void Check(byte* error)
    {
        if (error is not null) throw new SoxrException($"libsoxr failed ({Text(error)}); the stream cannot go on.");
    }

    private static string Text(byte* error) => Marshal.PtrToStringUTF8((nint)error) ?? "no reason given";

    private static uint Recipe(ResamplerQuality quality) => quality switch
    {
        ResamplerQuality.High => 4, // SOXR_20_BITQ
        ResamplerQuality.VeryHigh => 6, // SOXR_28_BITQ
        _ => throw new ArgumentOutOfRangeException(nameof(quality), quality, "no such quality"),
    };

    private static void RequireRate(double rate)
    {
        if (!double.IsFinite(rate) || rate <= 0) throw new ArgumentOutOfRangeException(nameof(rate), rate, "a sample rate is a number over 0");
    }
}

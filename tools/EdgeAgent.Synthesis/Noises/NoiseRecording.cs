using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>A noise of a given level and length, made block by block in constant memory. The sound is made twice: once to measure it,
/// once to hand it out, so that the level is that of the whole recording.</summary>
internal sealed class NoiseRecording
{
    private const int BlockSamples = 8192;

    // The level that was asked must be met this closely, in dB, also where peaks had to be limited.
    private const double Tolerance = 0.4;

    private readonly NoiseKind _kind;
    private readonly ulong _seed;
    private readonly int _rate;
    private readonly long _samples;
    private readonly double _gain;
    private readonly bool _limited;

    /// <summary>Measures the noise and sets its gain.</summary>
    /// <param name="kind">Which noise.</param>
    /// <param name="levelDbfs">Root mean square of the whole recording in dB below full scale (an amplitude of 1); for dc the offset; ignored for silence.</param>
    /// <param name="samples">Length in samples.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="SynthesisException">The noise has such peaks that it cannot be this loud.</exception>
    public NoiseRecording(NoiseKind kind, double levelDbfs, long samples, ulong seed, int rate, CancellationToken cancellation)
    {
        _kind = kind;
        _seed = seed;
        _rate = rate;
        _samples = samples;
        var wanted = Decibels.ToPower(levelDbfs);
        var (power, peak) = Measure(cancellation);
        if (power == 0) return;
        _gain = Math.Sqrt(wanted / power);
        _limited = peak * _gain > SoftLimiter.Ceiling;
        if (!_limited) return;
        var reached = Decibels.FromPower(Measure(cancellation).Power / wanted);
        if (reached < -Tolerance)
            throw new SynthesisException($"{kind.ToString().ToLowerInvariant()} at {levelDbfs:0.#} dBFS would pass full scale; ask for at most {levelDbfs - Math.Ceiling(Decibels.FromPower(peak * peak * _gain * _gain)):0} dBFS.");
        _gain *= Decibels.ToAmplitude(-reached);
    }

    /// <summary>Hands the recording out.</summary>
    /// <param name="block">Takes the next samples; they are reused after it returns.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public void Play(Action<ReadOnlySpan<float>> block, CancellationToken cancellation)
    {
        var source = NoiseSource.Create(_kind, _seed, _rate);
        var buffer = new float[BlockSamples];
        for (var done = 0L; done < _samples;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(BlockSamples, _samples - done);
            for (var i = 0; i < count; i++) buffer[i] = (float)Shape(source.Next());
            block(buffer.AsSpan(0, count));
            done += count;
        }
    }

    private (double Power, double Peak) Measure(CancellationToken cancellation)
    {
        var source = NoiseSource.Create(_kind, _seed, _rate);
        double sum = 0, peak = 0;
        for (var i = 0L; i < _samples; i++)
        {
            if (i % BlockSamples == 0) cancellation.ThrowIfCancellationRequested();
            var sample = _limited ? Shape(source.Next()) : source.Next();
            sum += sample * sample;
            peak = Math.Max(peak, Math.Abs(sample));
        }

        return (sum / _samples, peak);
    }

    private double Shape(double sample) => _limited ? SoftLimiter.Limit(sample * _gain) : sample * _gain;
}

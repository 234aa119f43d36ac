using EdgeAgent.Synthesis.Signal;
using EdgeAgent.Synthesis.Units;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>A finished recording of song over ocean, with what is true about it.</summary>
internal sealed class SongRecording
{
    private const double LargestPeak = 0.98;

    // Song comes and goes a little: deviation of the units' levels in dB, and its bound.
    private const double Unevenness = 0.5;
    private const double MostUneven = 1;

    // The ocean is measured over the unit and so many seconds on either side, or chance would decide on short units.
    private const double Surroundings = 1.5;

    private SongRecording(double[] samples, IReadOnlyList<TruthUnit> units, IReadOnlyList<Bout> bouts)
    {
        Samples = samples;
        Units = units;
        Bouts = bouts;
    }

    /// <summary>The sound, full scale ±1.</summary>
    public double[] Samples { get; }

    /// <summary>The units in order of time.</summary>
    public IReadOnlyList<TruthUnit> Units { get; }

    /// <summary>The bouts in order of time.</summary>
    public IReadOnlyList<Bout> Bouts { get; }

    /// <summary>Makes a recording.</summary>
    /// <param name="seconds">Length, at least <see cref="SongPlan.ShortestSeconds"/>.</param>
    /// <param name="seed">The same seed gives the same recording.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="snrDb">Power of each unit over the ocean in the unit's own band, in dB; each unit lies within 1 dB of it.</param>
    /// <param name="loopable">The end joins the start without a click.</param>
    /// <exception cref="SynthesisException">At this ratio the song would pass full scale.</exception>
    public static SongRecording Create(double seconds, ulong seed, int rate, double snrDb, bool loopable)
    {
        var samples = (int)Math.Round(seconds * rate);
        var ocean = Ocean.Create(samples, seed, rate, loopable);
        var mix = (double[])ocean.Clone();
        var bouts = SongPlan.Create(seconds, seed, loopable);
        var voice = new SeededRandom(seed, RandomPurpose.Voice);
        var place = new SeededRandom(seed, RandomPurpose.Water);
        var units = new List<TruthUnit>();
        foreach (var bout in bouts)
        {
            var water = new Water(place, rate);
            foreach (var unit in bout.Units)
            {
                var dry = UnitVoice.Sing(unit.Shape, rate, voice);
                var uneven = Math.Clamp(Unevenness * voice.Gaussian(), -MostUneven, MostUneven);
                units.Add(Place(mix, ocean, unit.Begin, dry.Length, water.Carry(dry), rate, snrDb + uneven));
            }
        }

        double peak = 0;
        foreach (var sample in mix) peak = Math.Max(peak, Math.Abs(sample));
        if (peak > LargestPeak)
            throw new SynthesisException($"song {snrDb:0.#} dB over the ocean would pass full scale; ask for --snr {snrDb - Math.Ceiling(Decibels.FromPower(peak * peak)):0} or less.");
        return new SongRecording(mix, units, bouts);
    }

    private static TruthUnit Place(double[] mix, double[] ocean, double begin, int length, double[] sound, int rate, double snrDb)
    {
        var start = (int)Math.Round(begin * rate);
        var own = new Spectrum(sound.AsSpan(0, length), rate);
        var (low, high) = own.Band(0.05);
        var margin = (int)(Surroundings * rate);
        var around = Math.Max(0, start - margin)..Math.Min(ocean.Length, start + length + margin);
        var noise = new Spectrum(ocean.AsSpan(around), rate).Power(low, high);
        var gain = Math.Sqrt(Decibels.ToPower(snrDb) * noise / own.Power(low, high));
        for (var i = 0; i < sound.Length && start + i < mix.Length; i++) mix[start + i] += gain * sound[i];
        return new TruthUnit((double)start / rate, (double)(start + length) / rate, snrDb, low, high);
    }
}

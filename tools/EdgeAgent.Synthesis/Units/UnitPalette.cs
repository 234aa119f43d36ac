using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Units;

/// <summary>The kinds of unit that singers use, each drawn anew: no two singers' moans are alike.
/// Bands and lengths after Payne and McVay (1971) and Dunlop et al. (2007).</summary>
internal static class UnitPalette
{
    /// <summary>A moan that rises quickly and sinks slowly, 250–450 Hz: the commonest sound of Hawaiian song.</summary>
    public static UnitShape ArchedMoan(SeededRandom random)
    {
        var top = random.Between(380, 460);
        return new UnitShape
        {
            Seconds = random.Between(0.8, 1.4),
            Pitch = [top * random.Between(0.62, 0.8), top, top * 0.93, top * random.Between(0.7, 0.84), top * random.Between(0.55, 0.66)],
            Harmonics = 8,
            Tilt = 11,
            Fade = 0.35,
            Formants = [new(top, 200, 4), new(1500, 600, 6)],
            Attack = 0.07,
            Release = 0.35,
            Decline = 6,
            Breath = 0.05,
        };
    }

    /// <summary>A long moan with slow changes of pitch, 120–350 Hz.</summary>
    public static UnitShape LongMoan(SeededRandom random)
    {
        var pitch = random.Between(220, 340);
        return new UnitShape
        {
            Seconds = random.Between(1.2, 2.4),
            Pitch = [pitch, pitch * random.Between(1.02, 1.15), pitch * random.Between(0.92, 1.08), pitch * random.Between(0.75, 0.95)],
            Harmonics = 10,
            Tilt = 11,
            Formants = [new(random.Between(280, 420), 150, 8), new(1300, 500, 5)],
            Attack = 0.15,
            Release = 0.4,
            Vibrato = 0.01,
        };
    }

    /// <summary>A stack of many harmonics over about 120 Hz that reaches 3 kHz: a harsh, buzzing cry.</summary>
    public static UnitShape Stack(SeededRandom random)
    {
        var pitch = random.Between(105, 140);
        return new UnitShape
        {
            Seconds = random.Between(1.0, 1.8),
            Pitch = [pitch * 0.97, pitch * 1.04, pitch, pitch * 1.02, pitch * 0.95],
            Harmonics = 26,
            Tilt = 5,
            Fade = 0.02,
            Formants = [new(pitch, 90, 12), new(550, 250, 5), new(1150, 220, -6), new(1950, 420, 11)],
            Attack = 0.4,
            Release = 0.2,
            Breath = 0.06,
            Vibrato = 0.02,
            Decline = 0,
        };
    }

    /// <summary>A short low downsweep, 250 to 130 Hz.</summary>
    public static UnitShape Grunt(SeededRandom random)
    {
        var pitch = random.Between(210, 270);
        return new UnitShape
        {
            Seconds = random.Between(0.35, 0.6),
            Pitch = [pitch, pitch * 0.75, pitch * random.Between(0.6, 0.7), pitch * 0.62],
            Harmonics = 6,
            Tilt = 14,
            Formants = [new(180, 120, 4)],
            Attack = 0.04,
            Release = 0.2,
            Breath = 0.08,
        };
    }

    /// <summary>A pulsed rumble, 60–500 Hz: so many pulses a second that they are almost a tone.</summary>
    public static UnitShape Pulsed(SeededRandom random) => new()
    {
        Seconds = random.Between(0.8, 1.3),
        Pitch = [random.Between(80, 100), random.Between(95, 120), random.Between(75, 95)],
        Harmonics = 10,
        Tilt = 9,
        Fade = 0.25,
        Formants = [new(110, 60, 6), new(380, 250, 4)],
        PulseRate = random.Between(18, 30),
        PulseDepth = 0.5,
        Breath = 0.5,
        Attack = 0.5,
        Release = 0.25,
        Decline = -3,
    };

    /// <summary>A rising hook with strong harmonics, from 160 to 480 Hz.</summary>
    public static UnitShape Hook(SeededRandom random)
    {
        var pitch = random.Between(150, 190);
        return new UnitShape
        {
            Seconds = random.Between(0.9, 1.7),
            Pitch = [pitch, pitch * 1.08, pitch * 1.5, pitch * random.Between(2.2, 2.7), pitch * random.Between(2.4, 2.8)],
            Harmonics = 9,
            Tilt = 11,
            Fade = 0.12,
            Formants = [new(380, 160, 6), new(1500, 500, 6)],
            Attack = 0.3,
            Release = 0.15,
            Decline = 0,
        };
    }

    /// <summary>A high cry, 500–1,100 Hz, up and over.</summary>
    public static UnitShape Cry(SeededRandom random)
    {
        var pitch = random.Between(480, 620);
        return new UnitShape
        {
            Seconds = random.Between(0.7, 1.3),
            Pitch = [pitch, pitch * random.Between(1.5, 1.8), pitch * random.Between(1.3, 1.5), pitch * random.Between(1.1, 1.3)],
            Harmonics = 4,
            Tilt = 16,
            Fade = 0.3,
            Attack = 0.06,
            Release = 0.25,
            Vibrato = 0.012,
        };
    }

    /// <summary>A short upsweep, 300 to 900 Hz.</summary>
    public static UnitShape Upsweep(SeededRandom random)
    {
        var pitch = random.Between(280, 360);
        return new UnitShape
        {
            Seconds = random.Between(0.3, 0.55),
            Pitch = [pitch, pitch * 1.2, pitch * random.Between(2.0, 2.7)],
            Harmonics = 4,
            Tilt = 13,
            Attack = 0.08,
            Release = 0.1,
            Decline = 0,
        };
    }

    /// <summary>A whistle that sinks from 2 kHz or so.</summary>
    public static UnitShape Whistle(SeededRandom random)
    {
        var pitch = random.Between(1700, 2600);
        return new UnitShape
        {
            Seconds = random.Between(0.4, 0.9),
            Pitch = [pitch, pitch * random.Between(0.85, 1.0), pitch * random.Between(0.7, 0.85)],
            Harmonics = 2,
            Tilt = 15,
            Vibrato = 0.01,
            Attack = 0.05,
            Release = 0.15,
        };
    }

    /// <summary>A low groan, 80–200 Hz.</summary>
    public static UnitShape Groan(SeededRandom random)
    {
        var pitch = random.Between(85, 130);
        return new UnitShape
        {
            Seconds = random.Between(1.0, 2.0),
            Pitch = [pitch * 1.3, pitch * 1.1, pitch, pitch * random.Between(0.9, 1.1)],
            Harmonics = 8,
            Tilt = 10,
            Formants = [new(180, 120, 6)],
            Attack = 0.15,
            Release = 0.4,
            Breath = 0.12,
        };
    }
}

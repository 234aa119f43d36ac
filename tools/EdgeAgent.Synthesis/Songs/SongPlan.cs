using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>Which units are sung when: bouts of two or three phrases of a theme, 20 to 40 s of ocean between them.</summary>
internal static class SongPlan
{
    /// <summary>Shortest recording, in seconds, that holds a bout and the pauses around it.</summary>
    public const double ShortestSeconds = 40;

    private const double ShortestPause = 20;
    private const double LongestPause = 40;

    // Echoes of the last unit ring on for so long.
    private const double Ringing = 2.5;

    /// <summary>Plans a recording.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="loopable">Keep a whole pause across the seam of end and start.</param>
    public static IReadOnlyList<Bout> Create(double seconds, ulong seed, bool loopable)
    {
        var random = new SeededRandom(seed, RandomPurpose.Plan);
        var bouts = new List<Bout>();
        var begin = random.Between(4, 7);
        var limit = seconds - Math.Max(Ringing, loopable ? ShortestPause - begin : 0);
        for (var index = random.Below(Theme.Count); begin < limit; index++)
        {
            var theme = Theme.Compose(index, random);
            var units = new List<PlannedUnit>();
            for (var phrases = 2 + random.Below(2); phrases > 0; phrases--)
            {
                var (phrase, end) = theme.Phrase(begin, random);
                if (phrase[^1].End > limit) break;
                units.AddRange(phrase);
                begin = end;
            }

            if (units.Count == 0) break;
            bouts.Add(new Bout(units));
            begin = units[^1].End + random.Between(ShortestPause, LongestPause);
        }

        return bouts;
    }
}

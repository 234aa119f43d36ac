using System.Globalization;
using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Pipelines.Inference.Twins;

/// <summary>
/// Counts how two variants decide the same windows, and says when one has drifted: when as many differences as were seen, or more, would be less likely than the rules' doubt
/// if the variant kept to the agreement that it must have (exact binomial tail). Windows in which either hears something are judged by themselves too: silence is easily agreed on.
/// </summary>
/// <remarks>The memory is <see cref="Memory"/> windows: then both counts are halved, so that a year of agreement does not hide a week of drift. One thread at a time.</remarks>
internal sealed class TwinTally(TwinRules rules)
{
    /// <summary>Windows after which old ones count half.</summary>
    public const int Memory = 2000;

    private double _recent;
    private double _recentSame;
    private double _recentHeard;
    private double _recentHeardSame;
    private double _delta;

    /// <summary>Windows that both scored.</summary>
    public long Compared { get; private set; }

    /// <summary>Of these, decided alike.</summary>
    public long Same { get; private set; }

    /// <summary>Windows in which either heard something.</summary>
    public long Heard { get; private set; }

    /// <summary>Of these, decided alike.</summary>
    public long HeardSame { get; private set; }

    /// <summary>Mean largest difference of a window's scores.</summary>
    public double MeanDelta => Compared == 0 ? 0 : _delta / Compared;

    /// <summary>Adds a window.</summary>
    /// <param name="same">Whether both decide alike.</param>
    /// <param name="heard">Whether either hears something.</param>
    /// <param name="delta">The largest difference of a score.</param>
    public void Add(bool same, bool heard, float delta)
    {
        Compared++;
        _delta += float.IsFinite(delta) ? delta : 1;
        _recent++;
        if (heard) (Heard, _recentHeard) = (Heard + 1, _recentHeard + 1);
        if (same) (Same, _recentSame) = (Same + 1, _recentSame + 1);
        if (same && heard) (HeardSame, _recentHeardSame) = (HeardSame + 1, _recentHeardSame + 1);
        if (_recent < Memory) return;
        (_recent, _recentSame, _recentHeard, _recentHeardSame) = (_recent / 2, _recentSame / 2, _recentHeard / 2, _recentHeardSame / 2);
    }

    /// <summary>Why the variant is not to be trusted any more, a sentence; null while it is.</summary>
    public string? Drift() =>
        Judge(_recent, _recentSame, rules.LeastAgreement, "windows") ?? Judge(_recentHeard, _recentHeardSame, rules.LeastHeardAgreement, "windows in which either heard something");

    private string? Judge(double compared, double same, double least, string what)
    {
        var (n, differ) = ((int)Math.Round(compared), (int)Math.Round(compared - same));
        // P(X >= d) of n windows, each different with the share that is allowed, is the regularized incomplete beta function I(1 - least; d, n - d + 1).
        if (differ < 2 || SpecialFunctions.BetaI(differ, n - differ + 1, 1 - least) >= rules.Doubt) return null;
        return string.Create(CultureInfo.InvariantCulture, $"it decided {differ} of {n} {what} otherwise than the full model, and {least:P0} must be alike");
    }
}

namespace EdgeAgent.Pipelines.Levels;

/// <summary>The noise floor that a hydrophone usually has: follows slowly what is heard, and takes over a level that has lasted after a jump.</summary>
internal sealed class UsualFloor(SensorRules rules)
{
    private int _count;
    private int _jumped;
    private double _jumpedSum;

    /// <summary>The level, dBFS; means nothing before <see cref="IsKnown"/>.</summary>
    public double Level { get; private set; }

    /// <summary>Whether enough was heard.</summary>
    public bool IsKnown => _count >= rules.UsualAfter;

    /// <summary>Takes the noise floor of a second that is as usual.</summary>
    public void Follow(double level)
    {
        _count++;
        Level += (level - Level) / Math.Min(_count, rules.UsualSeconds);
        (_jumped, _jumpedSum) = (0, 0);
    }

    /// <summary>Takes the noise floor of a second that is not.</summary>
    /// <returns>Whether it has lasted for so long that it is usual from now on.</returns>
    public bool Accept(double level)
    {
        _jumped++;
        _jumpedSum += level;
        if (_jumped < rules.JumpAcceptSeconds) return false;
        Level = _jumpedSum / _jumped;
        (_jumped, _jumpedSum) = (0, 0);
        return true;
    }
}

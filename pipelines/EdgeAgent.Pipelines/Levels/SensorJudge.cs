using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>Says how a hydrophone sounds, from one measured interval after the other. Knows no clock: all times are positions.</summary>
/// <remarks>
/// Several things may be wrong at once; the gravest is told. What the hydrophone usually sounds like is remembered over epochs, so that a source
/// that was opened again is still found dead. Called from one thread at a time; allocates at a change only.
/// </remarks>
internal sealed class SensorJudge
{
    private readonly SensorRules _rules;
    private readonly UsualFloor _usual;
    private readonly SensorCondition _silent;
    private readonly SensorCondition _flat;
    private readonly SensorCondition _stuck;
    private readonly SensorCondition _dead;
    private readonly SensorCondition _stuckBit;
    private readonly SensorCondition _clipping;
    private readonly SensorCondition _offset;
    private readonly SensorCondition _jump;
    private readonly SensorCondition[] _gravestFirst;
    private SensorCondition? _told;
    private double _clippedShare;
    private double _bitWeight;
    private long _since;
    private long _deafTo;

    /// <summary>Makes a judge.</summary>
    public SensorJudge(SensorRules rules)
    {
        _rules = rules;
        _usual = new UsualFloor(rules);
        _silent = new SensorCondition(SensorState.Silent, rules.SilentHold, 1);
        _flat = new SensorCondition(SensorState.Flat, rules.FlatHold, 1);
        _stuck = new SensorCondition(SensorState.Stuck, rules.StuckHold, rules.StuckHold);
        _dead = new SensorCondition(SensorState.Dead, rules.DeadHold, rules.DeadLeaveHold);
        _stuckBit = new SensorCondition(SensorState.StuckBit, rules.StuckBitHold, rules.StuckBitHold);
        _clipping = new SensorCondition(SensorState.Clipping, 1, rules.ClippingLeaveHold);
        _offset = new SensorCondition(SensorState.DcOffset, rules.DcHold, rules.DcHold);
        _jump = new SensorCondition(SensorState.LevelJump, rules.JumpHold, rules.JumpHold);
        _gravestFirst = [_silent, _flat, _stuck, _dead, _stuckBit, _clipping, _offset, _jump];
    }

    /// <summary>How it sounds.</summary>
    public SensorState State => _told?.State ?? SensorState.Ok;

    /// <summary>The noise floor that it usually has, dBFS; null before enough was heard.</summary>
    public double? UsualFloorDb => _usual.IsKnown ? _usual.Level : null;

    /// <summary>Another epoch begins, at position 0. What is wrong stays wrong until it is heard to be right.</summary>
    public void Begin()
    {
        foreach (var condition in _gravestFirst) condition.Begin();
        (_since, _deafTo) = (0, 0);
    }

    /// <summary>Takes the next interval.</summary>
    /// <param name="reading">What was measured.</param>
    /// <param name="deafFrames">Sample frames, of this interval and before, that are now known to have held nothing that could be heard.</param>
    /// <returns>What has changed; null when nothing has.</returns>
    public SensorChange? Add(in LevelReading reading, out long deafFrames)
    {
        var silent = reading is { IsConstant: true, Max: 0 };
        var flat = reading.IsConstant && !silent;
        var stuck = !reading.IsConstant && reading.HeldShare >= _rules.StuckShare;
        _silent.Add(reading, silent, stays: false);
        _flat.Add(reading, flat, stays: false);
        _stuck.Add(reading, stuck, stays: !reading.IsConstant && reading.HeldShare >= _rules.StuckLeaveShare);
        // Where the samples themselves are broken, they say nothing else.
        var accepted = !(silent || flat || stuck) && JudgeSound(reading);
        deafFrames = CountDeaf(reading);
        return Tell(reading, accepted);
    }

    /// <returns>Whether the level after a jump has become the usual one.</returns>
    private bool JudgeSound(in LevelReading reading)
    {
        // A damaged bit is the same one in every second; sparse samples leave out now this one, now that one.
        var weight = reading.StuckBitWeight;
        _stuckBit.Add(reading, weight > 0 && (_bitWeight == 0 || weight == _bitWeight), stays: false);
        _bitWeight = weight;
        _clippedShare += (reading.ClippedShare - _clippedShare) / _rules.ClippingMemory;
        var clips = reading.ClippedShare >= _rules.ClippingLeaveShare;
        _clipping.Add(reading, clips && _clippedShare >= _rules.ClippingShare, stays: clips);
        var offset = Math.Abs(reading.Dc);
        _offset.Add(reading, offset >= _rules.DcOffset, stays: offset >= _rules.DcLeaveOffset);
        return JudgeLevel(reading);
    }

    private bool JudgeLevel(in LevelReading reading)
    {
        var floor = Decibels.OfPower(reading.FloorPower);
        var sound = Decibels.OfPower(reading.SoundPower);
        _dead.Add(reading, IsDead(floor, sound, slack: 0), stays: IsDead(floor, sound, _rules.HysteresisDb));
        // A second with holes of nothing in it has no floor: the source mutes itself, and what it lets through may still be heard.
        if (reading.FloorPower == 0) return false;
        var distance = _usual.IsKnown ? Math.Abs(floor - _usual.Level) : 0;
        var jumped = distance >= _rules.JumpDb && !_dead.IsSeen && !_dead.Holds;
        _jump.Add(reading, jumped, stays: distance >= _rules.JumpDb - _rules.HysteresisDb);
        if (_dead.IsSeen || _dead.Holds) return false;
        if (!_jump.IsSeen && !_jump.Holds)
        {
            _usual.Follow(floor);
            return false;
        }

        if (!_usual.Accept(floor) || !_jump.Holds) return false;
        _jump.End(reading.Next);
        return true;
    }

    private bool IsDead(double floor, double sound, double slack)
    {
        var belowAll = floor <= _rules.DeadFloorDb + slack && sound <= _rules.DeadFloorDb + _rules.DeadDropDb - _rules.DeadSoundDb + slack;
        var dropped = _usual.IsKnown && floor <= Math.Min(_usual.Level - _rules.DeadDropDb, _rules.DeadBelowDb) + slack && sound <= _usual.Level - _rules.DeadSoundDb + slack;
        return belowAll || dropped;
    }

    // Each stretch counts once, whatever is wrong in it, and only where it is heard to be.
    private long CountDeaf(in LevelReading reading)
    {
        var deaf = 0L;
        foreach (var condition in _gravestFirst)
        {
            if (!condition.IsDeaf || !condition.Holds || !condition.IsSeen) continue;
            deaf += reading.Next - Math.Max(_deafTo, condition.Began);
            _deafTo = reading.Next;
        }

        return deaf;
    }

    private SensorChange? Tell(in LevelReading reading, bool accepted)
    {
        SensorCondition? gravest = null;
        foreach (var condition in _gravestFirst)
        {
            if (!condition.Holds) continue;
            gravest = condition;
            break;
        }

        if (gravest == _told) return null;
        var from = Math.Max(_since, Math.Max(gravest?.Began ?? 0, _told is { Holds: false } over ? over.Ended : 0));
        var before = State;
        _told = gravest;
        _since = from;
        return new SensorChange(State, from, SensorSentences.Of(State, before, reading, UsualFloorDb, _clippedShare, accepted));
    }
}

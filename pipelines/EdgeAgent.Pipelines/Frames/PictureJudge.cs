using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Says how a camera looks, from one reading after the other. Knows no clock: all times are positions.</summary>
/// <remarks>Of several things that are wrong the gravest is told. What a camera usually looks like is remembered over epochs. One thread at a time; allocates at a change only.</remarks>
internal sealed class PictureJudge
{
    private readonly PictureRules _rules;
    private readonly double _rate;
    private readonly PictureCondition _frozen = new(VideoState.Frozen);
    private readonly PictureCondition _black = new(VideoState.Black);
    private readonly PictureCondition _white = new(VideoState.Overexposed);
    private readonly PictureCondition _blurred = new(VideoState.Blurred);
    private readonly PictureCondition[] _gravestFirst;
    private double _usual = double.NaN;

    /// <summary>Makes a judge.</summary>
    /// <param name="rules">When a camera is sick.</param>
    /// <param name="rate">Frames a second.</param>
    public PictureJudge(PictureRules rules, double rate)
    {
        (_rules, _rate) = (rules, rate);
        _gravestFirst = [_frozen, _black, _white, _blurred];
    }

    /// <summary>How it looks.</summary>
    public VideoState State { get; private set; }

    /// <summary>Frames in a row that were the same.</summary>
    public long Repeated { get; private set; }

    /// <summary>Takes the next frame's reading.</summary>
    /// <returns>What has changed; null when nothing has.</returns>
    public PictureChange? Add(long position, in PictureReading reading)
    {
        Repeated = reading.IsSame ? Repeated + 1 : 0;
        var hold = _rules.Hold * _rate;
        _frozen.Add(position, reading.IsSame, reading.IsSame, _frozen.Holds ? 1 : _rules.FrozenHold * _rate);
        _black.Add(position, reading.BlackShare >= _rules.BlackShare, reading.BlackShare >= _rules.BlackLeaveShare, hold);
        _white.Add(position, reading.WhiteShare >= _rules.WhiteShare, reading.WhiteShare >= _rules.WhiteLeaveShare, hold);
        JudgeSharpness(position, reading, hold);
        var gravest = Array.Find(_gravestFirst, condition => condition.Holds);
        var state = gravest?.State ?? VideoState.Ok;
        if (state == State) return null;
        var from = gravest?.Since ?? Array.Find(_gravestFirst, condition => condition.State == State)!.Since;
        State = state;
        return new PictureChange(state, from, Sentence(reading));
    }

    private void JudgeSharpness(long position, in PictureReading reading, double hold)
    {
        // What shows nothing has no edges for another reason.
        if (_black.Holds || _white.Holds || reading.BlackShare >= _rules.BlackLeaveShare || reading.WhiteShare >= _rules.WhiteLeaveShare) return;
        var (enter, leave) = (Math.Max(_rules.BlurFloor, _rules.BlurPart * (double.IsNaN(_usual) ? 0 : _usual)), Math.Max(_rules.BlurFloor, _rules.BlurLeavePart * (double.IsNaN(_usual) ? 0 : _usual)));
        _blurred.Add(position, reading.Sharpness < enter, reading.Sharpness < leave, hold);
        if (reading.Sharpness < leave) return;
        _usual = double.IsNaN(_usual) ? reading.Sharpness : _usual + ((reading.Sharpness - _usual) / Math.Max(1, _rules.UsualSeconds * _rate));
    }

    private string Sentence(in PictureReading reading) => State switch
    {
        VideoState.Frozen => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the same picture has come for {Repeated / _rate:0.#} s: the camera or its driver stands still; restart it"),
        VideoState.Black => "the picture is black: the lens is covered, or there is no light",
        VideoState.Overexposed => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reading.WhiteShare:P0} of the picture is white: there is too much light, or the exposure is too long"),
        VideoState.Blurred => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the picture has lost its edges (sharpness {reading.Sharpness:0.#}, usually {_usual:0.#}): it is out of focus, or the lens is wet or dirty"),
        _ => "the picture is well again",
    };
}

using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Tests.Switching;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Overload;

/// <summary>A live pipeline whose source delivers by a clock that is moved by hand, and whose model takes as long as a test says.</summary>
internal sealed class OverloadRig : IDisposable
{
    public const int Rate = 1000;
    public const int Block = 50;

    private readonly TinyModel _model;
    private readonly PipelineModels _models;
    private readonly IReadOnlyList<IModelEpoch> _epoch;
    private readonly long _began;

    public OverloadRig(OverloadRules rules, int window = 1000, int hop = 100)
    {
        Executor = new SlowExecutor(Time);
        _began = Time.GetTimestamp();
        _model = TestModels.Make("tiny", Rate, window, hop, rules: new EventRules { High = 0.7f, Low = 0.6f, Smoothing = SmoothingKind.None, Confirm = 1, ConfirmOf = 1, MinSeconds = 0, MergeGapSeconds = 0.1 });
        _models = new PipelineModels("reef", [(Lend(), Lend)]);
        Control = new OverloadControl(rules, Time) { Changed = Changes.Add };
        Control.Begin((double)hop / Rate, models: 1);
        _epoch = _models.Begin(new EpochContext(new StreamTimeline("stream-1", Rate, [new TimeAnchor(0, Start)]), SwitchRig.Identity, Executor, Out, Time, Prompt: true, Scores) { Overload = Control });

        ModelLease Lend() => ModelLease.Of(_model.Open());
    }

    public static DateTimeOffset Start { get; } = new(2026, 3, 15, 9, 0, 0, TimeSpan.Zero);

    public ManualTime Time { get; } = new();

    public SlowExecutor Executor { get; }

    public OverloadControl Control { get; }

    public EventLog Out { get; } = new();

    public ScoreLog Scores { get; } = new();

    public List<OverloadChange> Changes { get; } = [];

    public long Heard { get; private set; }

    public double MostQueued { get; private set; }

    private long Arrived => (long)(Time.GetElapsedTime(_began).TotalSeconds * Rate);

    /// <summary>Lets sound come in and be analysed until so many seconds of it were analysed.</summary>
    public void HearTo(double seconds, double score = 0.9)
    {
        var level = TinyModel.SampleFor(score);
        Span<float> block = stackalloc float[Block];
        block.Fill(level);
        while (Heard < seconds * Rate)
        {
            if (Arrived - Heard < Block)
            {
                Time.Advance(TimeSpan.FromMilliseconds(10));
                continue;
            }

            var queued = (double)(Arrived - Heard - Block) / Rate;
            MostQueued = Math.Max(MostQueued, queued);
            Control.Look(queued);
            var began = Time.GetTimestamp();
            _models.Hear(block);
            foreach (var place in _epoch) place.Push(block);
            Heard += Block;
            Control.Worked((double)Block / Rate, Time.GetElapsedTime(began));
        }
    }

    public void Finish()
    {
        foreach (var place in _epoch) place.Finish("end-of-input");
    }

    public void Dispose()
    {
        foreach (var place in _epoch) place.Dispose();
        _models.Dispose();
        _model.Dispose();
    }
}

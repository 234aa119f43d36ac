using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Tests.Levels;

/// <summary>A meter and a judge over one epoch.</summary>
internal sealed class Hearing(int rate, SensorRules? rules = null)
{
    private readonly LevelMeter _meter = new(rate);

    public SensorJudge Judge { get; } = new(rules ?? new SensorRules());

    public List<SensorChange> Changes { get; } = [];

    public List<LevelReading> Readings { get; } = [];

    public IEnumerable<SensorState> States => Changes.Select(c => c.State);

    public double DeafSeconds { get; private set; }

    public Hearing Hear(ReadOnlySpan<float> samples)
    {
        while (_meter.TryRead(ref samples, out var reading))
        {
            Readings.Add(reading);
            if (Judge.Add(reading, out var deaf) is { } change) Changes.Add(change);
            DeafSeconds += (double)deaf / rate;
        }

        return this;
    }

    public Hearing NextEpoch()
    {
        _meter.Reset();
        Judge.Begin();
        return this;
    }
}

using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>One thing that may be wrong with a hydrophone: it holds after a while of evidence, and ends after a while without.</summary>
/// <param name="state">The state that it stands for.</param>
/// <param name="hold">Intervals of evidence in a row that make it hold.</param>
/// <param name="leaveHold">Intervals without in a row that end it.</param>
internal sealed class SensorCondition(SensorState state, int hold, int leaveHold)
{
    private int _run;

    /// <summary>The state that it stands for.</summary>
    public SensorState State { get; } = state;

    /// <summary>Whether nothing can be heard while it holds.</summary>
    public bool IsDeaf { get; } = state is SensorState.Silent or SensorState.Flat or SensorState.Stuck or SensorState.Dead;

    /// <summary>Whether it holds.</summary>
    public bool Holds { get; private set; }

    /// <summary>Whether the last interval spoke for it.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>Position at which the evidence began.</summary>
    public long Began { get; private set; }

    /// <summary>Position at which the evidence ended, once it does not hold any more.</summary>
    public long Ended { get; private set; }

    /// <summary>Takes what an interval says.</summary>
    /// <param name="reading">The interval.</param>
    /// <param name="enters">Whether it speaks for the condition.</param>
    /// <param name="stays">Whether it speaks for a condition that holds already; implied by <paramref name="enters"/>.</param>
    public void Add(in LevelReading reading, bool enters, bool stays)
    {
        IsSeen = enters || (Holds && stays);
        if (IsSeen == Holds)
        {
            _run = 0;
            return;
        }

        if (_run++ == 0)
        {
            if (Holds) Ended = reading.First;
            else Began = reading.First;
        }

        if (_run < (Holds ? leaveHold : hold)) return;
        Holds = !Holds;
        _run = 0;
    }

    /// <summary>Ends it: what was wrong is right from now on.</summary>
    public void End(long position)
    {
        if (Holds) Ended = position;
        Holds = false;
        _run = 0;
    }

    /// <summary>Another epoch begins: what holds goes on from its start, what was about to hold or to end is forgotten.</summary>
    public void Begin() => (_run, Began, Ended) = (0, 0, 0);
}

using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Tests.Time;

/// <summary>A clock discipline that says what the test wants.</summary>
internal sealed class TestDiscipline : IClockDiscipline
{
    public ClockState State { get; set; } = new(true, 0.002);

    public int Asked { get; private set; }

    public ClockState Read()
    {
        Asked++;
        return State with { };
    }
}

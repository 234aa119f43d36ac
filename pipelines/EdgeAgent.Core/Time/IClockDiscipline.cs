namespace EdgeAgent.Core.Time;

/// <summary>Knows whether something keeps the wall clock right.</summary>
public interface IClockDiscipline
{
    /// <summary>What is known now; never throws.</summary>
    ClockState Read();
}

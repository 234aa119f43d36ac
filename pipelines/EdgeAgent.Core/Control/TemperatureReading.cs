namespace EdgeAgent.Core.Control;

/// <summary>What a thermometer of the board tells.</summary>
/// <param name="Zone">What it measures, as the board names it.</param>
/// <param name="Celsius">Degrees Celsius.</param>
public sealed record TemperatureReading(string Zone, double Celsius);

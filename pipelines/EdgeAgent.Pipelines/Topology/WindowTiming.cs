namespace EdgeAgent.Pipelines.Topology;

/// <summary>Times the windows of one live epoch.</summary>
/// <param name="Arrivals">Knows when samples reached the pipe.</param>
/// <param name="Watch">Is told.</param>
/// <param name="Time">The clock.</param>
internal sealed record WindowTiming(ArrivalLog Arrivals, IWindowWatch Watch, TimeProvider Time);

namespace EdgeAgent.Core.Control;

/// <summary>Analyses recordings that are on the box, on spare time, one request at a time.</summary>
public interface IReplayDesk
{
    /// <summary>Replays recordings; what comes last has an exit code.</summary>
    /// <param name="order">Which, and with what.</param>
    /// <param name="cancellation">Ends the replay.</param>
    /// <exception cref="ControlRefusedException">A path leads out of what may be replayed, nothing is there, or another replay runs.</exception>
    IAsyncEnumerable<ReplayNews> ReplayAsync(ReplayOrder order, CancellationToken cancellation);
}

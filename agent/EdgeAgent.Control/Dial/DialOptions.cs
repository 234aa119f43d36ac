namespace EdgeAgent.Control.Dial;

/// <summary>The relay that the agent calls, so that it can be reached where nobody can call it.</summary>
/// <param name="Relay">Where the relay is.</param>
public sealed record DialOptions(RelayAddress Relay)
{
    /// <summary>PEM file of the authorities that the relay's certificate must come from; null for those of client certificates.</summary>
    public string? CaFile { get; init; }

    /// <summary>How often the relay asks the waiting connection for a sign of life. A silent relay is given up after two and a half times as long.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections at once, the waiting one included.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>The first pause after a failure; each further one is twice as long, up to <see cref="LongestPause"/>, and half to one and a half times that by chance.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="ShortestPause"/>.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);
}

namespace EdgeAgent.Run;

/// <summary>What an operator wants of a pipeline beyond its configuration.</summary>
internal sealed record OperatorWish
{
    /// <summary>Not to listen.</summary>
    public bool Paused { get; init; }

    /// <summary>Event rules over the configured ones, by key.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether there is any wish.</summary>
    public bool IsNone => !Paused && Rules.Count == 0;
}

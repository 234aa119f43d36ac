namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Which fault each connection of a link meets.</summary>
public sealed record FaultPlan
{
    private readonly Func<int, LinkFault?> _fault;

    private FaultPlan(string name, Func<int, LinkFault?> fault)
    {
        Name = name;
        _fault = fault;
    }

    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new("no faults", _ => null);

    /// <summary>What a failed test prints, so that it can be run again.</summary>
    public string Name { get; }

    /// <summary>The first connection meets the first fault, and so on; later ones meet none.</summary>
    public static FaultPlan Of(params LinkFault[] faults) =>
        new(string.Join(", ", faults), connection => connection < faults.Length ? faults[connection] : null);

    /// <summary>A fault for every connection, the same for the same seed.</summary>
    /// <param name="seed">Names the plan.</param>
    /// <param name="meanBytes">Bytes up before the fault, in the mean; exponentially distributed, so that some come at once.</param>
    /// <param name="longest">The longest stall.</param>
    /// <param name="kinds">Kinds to choose from; all when empty.</param>
    public static FaultPlan Seeded(int seed, int meanBytes, TimeSpan longest, params LinkFaultKind[] kinds)
    {
        if (kinds.Length == 0) kinds = Enum.GetValues<LinkFaultKind>();
        return new($"seed {seed}", connection =>
        {
            var random = new Random(unchecked(seed * 1000003 + connection));
            var kind = kinds[random.Next(kinds.Length)];
            var bytes = (long)(-meanBytes * Math.Log(1 - random.NextDouble()));
            return new LinkFault(kind, bytes, longest * random.NextDouble());
        });
    }

    /// <summary>The fault of a connection, from 0; null for none.</summary>
    public LinkFault? For(int connection) => _fault(connection);

    public override string ToString() => Name;
}

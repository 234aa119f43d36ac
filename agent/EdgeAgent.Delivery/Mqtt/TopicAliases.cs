namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Numbers that stand for the topics used most on one connection (MQTT 5, section 3.3.2.3.4). New for each connection.</summary>
internal sealed class TopicAliases
{
    // Uses by which a topic must lead before it takes an alias from another: each change costs the topic's text once more.
    private const long Lead = 8;

    // Topics whose uses are counted at most, so that a label per call can't grow the table for ever.
    private const int Largest = 4096;

    private readonly Dictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly Use?[] _holders;
    private int _given;

    /// <summary>Begins with no alias.</summary>
    /// <param name="maximum">The broker's topic alias maximum; 0 for none.</param>
    public TopicAliases(int maximum) => _holders = new Use?[Math.Clamp(maximum, 0, 1024)];

    /// <summary>What the next packet of a topic carries.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>The alias, 0 for none, and whether the topic's text must be sent with it.</returns>
    public (int Alias, bool SendTopic) Plan(string topic)
    {
        if (_holders.Length == 0) return (0, true);
        if (_uses.TryGetValue(topic, out var use) && use.Alias > 0) return (use.Alias, false);
        if (_given < _holders.Length) return (_given + 1, true);
        var least = Least();
        return use is not null && use.Count > least.Count + Lead ? (least.Alias, true) : (0, true);
    }

    /// <summary>Notes that the packet as planned is on its way.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="alias">The alias it carried; 0 for none.</param>
    public void Sent(string topic, int alias)
    {
        if (_holders.Length == 0) return;
        if (!_uses.TryGetValue(topic, out var use))
        {
            if (_uses.Count >= Largest && alias == 0) return;
            _uses[topic] = use = new Use();
        }

        use.Count++;
        if (alias == 0 || use.Alias == alias) return;
        if (_holders[alias - 1] is { } before) before.Alias = 0;
        _holders[alias - 1] = use;
        use.Alias = alias;
        _given = Math.Max(_given, alias);
    }

    private Use Least()
    {
        var least = _holders[0]!;
        foreach (var holder in _holders)
            if (holder!.Count < least.Count) least = holder;
        return least;
    }

    private sealed class Use
    {
        public long Count { get; set; }

        public int Alias { get; set; }
    }
}

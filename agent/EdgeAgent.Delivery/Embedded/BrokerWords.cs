namespace EdgeAgent.Delivery.Embedded;

/// <summary>Reads what mosquitto 2 says on standard error. Lines come from one thread; the rest is read once the broker has ended.</summary>
internal sealed class BrokerWords
{
    /// <summary>Whether it is ready for connections.</summary>
    public bool Listens { get; private set; }

    /// <summary>Whether somebody else has the port.</summary>
    public bool PortTaken { get; private set; }

    /// <summary>Whether it can't read its database. It never starts again then, unless that is taken away.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <returns>Whether it is the one that says that it listens.</returns>
    public bool Take(string line)
    {
        PortTaken |= line.Contains("Address already in use", StringComparison.Ordinal);
        Damaged |= line.Contains("Couldn't open database", StringComparison.Ordinal);
        if (Listens || !line.StartsWith("mosquitto version", StringComparison.Ordinal) || !line.EndsWith("running", StringComparison.Ordinal)) return false;
        return Listens = true;
    }
}

namespace EdgeAgent.Delivery.Budget;

/// <summary>An allowance that fills at a steady rate up to its capacity. Whatever was spent in any time t is at most capacity + rate · t.</summary>
/// <param name="capacity">Most that it holds, &gt; 0.</param>
/// <param name="perSecond">What it gains a second.</param>
/// <param name="level">What it holds at first.</param>
/// <param name="time">Its clock; only elapsed time counts.</param>
/// <remarks>May be read and spent from any thread.</remarks>
internal sealed class TokenBucket(double capacity, double perSecond, double level, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _level = Math.Min(level, capacity);
    private long _at = time.GetTimestamp();

    /// <summary>Most that it holds.</summary>
    public double Capacity { get; } = capacity;

    /// <summary>What it gains a second; may change while it runs.</summary>
    public double PerSecond { get; private set; } = perSecond;

    /// <summary>What it holds now.</summary>
    public double Level
    {
        get
        {
            lock (_lock) return Fill();
        }
    }

    /// <summary>Takes an amount; the level may fall below zero.</summary>
    public void Spend(double amount)
    {
        lock (_lock) _level = Fill() - amount;
    }

    /// <summary>Takes an amount if it is there.</summary>
    public bool TrySpend(double amount)
    {
        lock (_lock)
        {
            if (Fill() < amount) return false;
            _level -= amount;
            return true;
        }
    }

    /// <summary>Changes what it gains from now on.</summary>
    public void Refill(double rate)
    {
        lock (_lock)
        {
            Fill();
            PerSecond = rate;
        }
    }

    private double Fill()
    {
        var now = time.GetTimestamp();
        _level = Math.Min(Capacity, _level + time.GetElapsedTime(_at, now).TotalSeconds * PerSecond);
        _at = now;
        return _level;
    }
}

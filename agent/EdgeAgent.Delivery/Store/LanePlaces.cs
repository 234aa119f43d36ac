namespace EdgeAgent.Delivery.Store;

/// <summary>How far each lane was walked since the last rewind. What comes before a place was taken or is settled.</summary>
internal sealed class LanePlaces
{
    /// <summary>The store that the places are in; empty before there is one.</summary>
    public string Store { get; init; } = "";

    /// <summary>Last sequence of the backlog; what follows is live.</summary>
    public long Boundary { get; init; }

    /// <summary>Walked in the backlog, or by fifo in both.</summary>
    public long Main { get; set; }

    /// <summary>Walked in the live lane.</summary>
    public long Live { get; set; }

    /// <summary>Walked in the lane of gap records.</summary>
    public long Gaps { get; set; }

    /// <summary>Walked in the table of messages outside the order.</summary>
    public long Aside { get; set; }

    /// <summary>Walks again from a sequence; what was taken is passed over.</summary>
    public void LookAgainFrom(long sequence)
    {
        Main = Math.Min(Main, sequence - 1);
        Live = Math.Min(Live, sequence - 1);
        Gaps = Math.Min(Gaps, sequence - 1);
    }
}

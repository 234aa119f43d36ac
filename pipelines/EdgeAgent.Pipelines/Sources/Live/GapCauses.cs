namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>The gap ledger's words for what live sources do.</summary>
public static class GapCauses
{
    /// <summary>Nothing arrived for the watchdog's time, although the source was open.</summary>
    public const string Stalled = "source-stalled";

    /// <summary>The source ended: its program exited or was killed, its peer hung up.</summary>
    public const string Ended = "source-ended";

    /// <summary>The source can't be opened: no device, no program, nobody answers.</summary>
    public const string Missing = "source-missing";

    /// <summary>Samples arrive faster or slower than the format says.</summary>
    public const string WrongRate = "wrong-rate";

    /// <summary>The same samples arrive again and again.</summary>
    public const string Frozen = "frozen";

    /// <summary>The bytes are not what the format says.</summary>
    public const string Garbage = "garbage";

    /// <summary>The device's buffer overflowed before it was read.</summary>
    public const string Overrun = "overrun";

    /// <summary>A file can't be read.</summary>
    public const string Unreadable = "unreadable";
}

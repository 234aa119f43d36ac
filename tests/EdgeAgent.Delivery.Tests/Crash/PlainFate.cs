namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>What a power cut did to a plain SQLite database.</summary>
internal enum PlainFate
{
    /// <summary>Everything committed is there, and nothing else.</summary>
    Whole,

    /// <summary>It is as it was at an earlier commit.</summary>
    LostCommits,

    /// <summary>It is damaged, or in a state that it never had.</summary>
    Damaged,
}

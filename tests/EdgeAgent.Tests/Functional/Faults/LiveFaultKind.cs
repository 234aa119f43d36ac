namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>What is done to a live source, or to the whole box.</summary>
internal enum LiveFaultKind
{
    /// <summary>Its program is killed.</summary>
    Killed,

    /// <summary>Its program is stopped, and holds its pipe open.</summary>
    Stopped,

    /// <summary>It goes silent without a word.</summary>
    Stalled,

    /// <summary>It ends inside a sample frame.</summary>
    Torn,

    /// <summary>It gives samples too fast.</summary>
    WrongRate,

    /// <summary>It gives bytes that are no samples.</summary>
    Garbage,

    /// <summary>It gives the same value again and again.</summary>
    Frozen,

    /// <summary>It ends with an error.</summary>
    Exits,

    /// <summary>Its device is gone for some seconds, and comes back.</summary>
    DeviceGone,

    /// <summary>The server that it is heard from is killed and started again.</summary>
    ServerRestart,

    /// <summary>The network to that server is cut, without a sign.</summary>
    NetworkCut,

    /// <summary>The disk of clips is full when an event ends; there is room again for the next one.</summary>
    DiskFull,

    /// <summary>The box's clock is set, an hour on or back.</summary>
    ClockStep,

    /// <summary>Both cores are busy with more important work.</summary>
    Starved,
}

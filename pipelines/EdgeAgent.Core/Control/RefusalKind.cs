namespace EdgeAgent.Core.Control;

/// <summary>Why a wish was not granted.</summary>
public enum RefusalKind
{
    /// <summary>What it names is not there.</summary>
    NotFound,

    /// <summary>It means nothing, whatever state the agent is in.</summary>
    Invalid,

    /// <summary>The agent is not in the state that it needs.</summary>
    NotNow,

    /// <summary>Too much is going on already.</summary>
    Exhausted,

    /// <summary>What was sent can't be read, now or later.</summary>
    Unreadable,

    /// <summary>Something that it needs does not work at present; trying again may help.</summary>
    Unavailable,
}

namespace EdgeAgent.Control.Security;

/// <summary>What a caller may do; each call needs exactly one of these (<see cref="AccessTable"/>).</summary>
[Flags]
public enum Role
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Look: status, events, models.</summary>
    Viewer = 1,

    /// <summary>Run models on one's own input.</summary>
    Infer = 2,

    /// <summary>Drive: pause, resume, restart, thresholds, log level, reload, replay, roll back.</summary>
    Operator = 4,

    /// <summary>Bring and activate models.</summary>
    Publisher = 8,

    /// <summary>Everything.</summary>
    Admin = 16,
}

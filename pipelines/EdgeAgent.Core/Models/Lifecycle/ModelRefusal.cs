namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What kind of refusal it is: whose fault, and whether trying again helps.</summary>
public enum ModelRefusal
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>There is no such model, version or upload.</summary>
    Missing,

    /// <summary>Another transaction or upload of the same is under way; try again later.</summary>
    Busy,

    /// <summary>Disk, quota or memory can't take it.</summary>
    NoRoom,

    /// <summary>The present state does not allow it.</summary>
    Forbidden,
}

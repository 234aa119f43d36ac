namespace EdgeAgent.Models.Transaction;

/// <summary>How a pipeline follows the versions of a model, by what its configuration names.</summary>
public enum ModelFollowing
{
    /// <summary>Not at all: it names one version, and is never switched.</summary>
    Pinned,

    /// <summary>The label <c>stable</c>: a version that has passed its probation elsewhere on the box. Where nobody else is there to try it, this pipeline does.</summary>
    Stable,

    /// <summary><c>latest</c>, the label <c>canary</c>, or no version at all: also what is tried.</summary>
    Newest,
}

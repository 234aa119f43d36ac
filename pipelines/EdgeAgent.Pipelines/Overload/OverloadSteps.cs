namespace EdgeAgent.Pipelines.Overload;

/// <summary>A set of steps.</summary>
[Flags]
public enum OverloadSteps
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>See <see cref="Core.Control.OverloadStep.Batch"/>.</summary>
    Batch = 1,

    /// <summary>See <see cref="Core.Control.OverloadStep.Variant"/>.</summary>
    Variant = 2,

    /// <summary>See <see cref="Core.Control.OverloadStep.Hop"/>.</summary>
    Hop = 4,

    /// <summary>See <see cref="Core.Control.OverloadStep.Skip"/>.</summary>
    Skip = 8,

    /// <summary>All of them.</summary>
    All = Batch | Variant | Hop | Skip,
}

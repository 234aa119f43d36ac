namespace EdgeAgent.Core.Control;

/// <summary>What a pipeline does that can't keep up; each step includes those before it.</summary>
public enum OverloadStep
{
    /// <summary>It keeps up: every window is scored as soon as it is there.</summary>
    None,

    /// <summary>Windows that wait already go through the model together.</summary>
    Batch,

    /// <summary>A faster variant of the model hears in its place.</summary>
    Variant,

    /// <summary>Every other window is left out; each score stands for two hops.</summary>
    Hop,

    /// <summary>Windows that waited longest are not scored; each stretch is a gap record.</summary>
    Skip,
}

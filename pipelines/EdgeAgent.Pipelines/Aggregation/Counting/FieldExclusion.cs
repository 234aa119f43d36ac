namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>Why a field of view does not count. Its area does not count either.</summary>
public enum FieldExclusion
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>Out of focus.</summary>
    Blurred,

    /// <summary>Too bright or too full to tell objects apart.</summary>
    Saturated,

    /// <summary>The same place as another field.</summary>
    Duplicate,

    /// <summary>The model's outputs could not be believed.</summary>
    Faulty,
}

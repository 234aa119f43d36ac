namespace EdgeAgent.Pipelines.Switching;

/// <summary>Why a pipeline's model changed, and the word for what such a change lost.</summary>
internal static class SwapCause
{
    /// <summary>Somebody activated another one.</summary>
    public const string Activated = "activated";

    /// <summary>Somebody, or what watches probation, went back to the model before.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>The session failed on probation, and the model before took over at once.</summary>
    public const string Failed = "failed";

    /// <summary>Cause of the gap where no model heard.</summary>
    public const string Gap = "model-swap";
}

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>Why an event closed, where its score did not simply fall.</summary>
internal static class CloseReason
{
    /// <summary>It reached the rules' maximum length; a successor may continue it.</summary>
    public const string MaxLength = "max-length";

    /// <summary>The epoch ended in a gap: what follows was not heard.</summary>
    public const string Gap = "gap";

    /// <summary>Another model took over at this position; its event of the label may continue it.</summary>
    public const string ModelSwap = "model-swap";

    /// <summary>The input ended.</summary>
    public const string EndOfInput = "end-of-input";
}

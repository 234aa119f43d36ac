namespace EdgeAgent.Core.Control;

/// <summary>Whether the old and the new session may be open at once.</summary>
public enum SwapMode
{
    /// <summary>Both: no sample is left without a score.</summary>
    Beside,

    /// <summary>The old session is closed before the new one is opened, for devices that can't hold two. What the pipeline can't remember until then is a gap of cause <c>model-swap</c>.</summary>
    Replace,
}

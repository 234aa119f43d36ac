namespace EdgeAgent.Core.Control;

/// <summary>A wish of an operator that was not granted; nothing has changed, unless the sentence says so.</summary>
public sealed class ControlRefusedException : Exception
{
    /// <summary>Refuses.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="sentence">One sentence that names the thing and the remedy.</param>
    /// <param name="cause">What lies under it.</param>
    public ControlRefusedException(RefusalKind kind, string sentence, Exception? cause = null) : base(sentence, cause) => Kind = kind;

    /// <summary>Why.</summary>
    public RefusalKind Kind { get; }
}

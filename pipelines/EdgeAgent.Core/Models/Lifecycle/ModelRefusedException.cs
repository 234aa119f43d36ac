namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>The model store does not do what it was asked; the message is one sentence that says why and what would help.</summary>
public sealed class ModelRefusedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">Whose fault it is.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ModelRefusedException(ModelRefusal kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Whose fault it is.</summary>
    public ModelRefusal Kind { get; }
}

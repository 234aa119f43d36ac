namespace EdgeAgent.Delivery.Topics;

/// <summary>A name gives no valid topic: it is empty, too long, or the configured prefix holds what a topic can't.</summary>
public sealed class TopicException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence that names what is wrong and what would be right.</param>
    public TopicException(string message)
        : base(message)
    {
    }
}

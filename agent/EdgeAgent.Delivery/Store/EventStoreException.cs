namespace EdgeAgent.Delivery.Store;

/// <summary>A store can't be used, for a reason that waiting does not mend. The message is one sentence that names the folder and the remedy.</summary>
public sealed class EventStoreException : Exception
{
    /// <param name="message">One sentence: the folder, what is wrong, the remedy.</param>
    public EventStoreException(string message) : base(message)
    {
    }

    /// <param name="message">One sentence: the folder, what is wrong, the remedy.</param>
    /// <param name="cause">What was caught.</param>
    public EventStoreException(string message, Exception cause) : base(message, cause)
    {
    }
}

namespace EdgeAgent.Subscriber;

/// <summary>The broker cannot be heard; the message is one sentence that names it and the remedy.</summary>
internal sealed class SubscriberException(string message) : Exception(message);

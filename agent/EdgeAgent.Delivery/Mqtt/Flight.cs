namespace EdgeAgent.Delivery.Mqtt;

/// <summary>A packet that waits for its answer: part of a message, a state document, or the status.</summary>
/// <param name="Message">The message; null for the others.</param>
/// <param name="Document">The state document; null for the others.</param>
/// <param name="Version">The document's version.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Bytes">Bytes of the packet.</param>
internal readonly record struct Flight(Outgoing? Message, StateDocument? Document, long Version, long SentAt, int Bytes = 0);

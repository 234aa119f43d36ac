namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>A message as a test keeps it.</summary>
internal sealed record ReceivedMessage(string Topic, byte[] Payload, int Qos, bool Retain, string? ContentType, string? ResponseTopic, byte[]? Correlation, uint? Expiry, bool IsText,
    IReadOnlyList<KeyValuePair<string, string>> UserProperties);

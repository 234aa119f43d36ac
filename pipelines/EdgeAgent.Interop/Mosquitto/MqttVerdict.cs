namespace EdgeAgent.Interop.Mosquitto;

/// <summary>What a reason code means for the one who asked.</summary>
public enum MqttVerdict
{
    /// <summary>It was done.</summary>
    Success,

    /// <summary>It was refused for now; the same again may succeed.</summary>
    Retryable,

    /// <summary>The same again will be refused again, until someone changes the message, the broker or the configuration.</summary>
    Permanent,
}

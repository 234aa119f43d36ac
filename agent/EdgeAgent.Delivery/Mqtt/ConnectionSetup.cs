using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What a client is told for one attempt; secrets are read here, anew each time.</summary>
internal static class ConnectionSetup
{
    /// <summary>The client's options.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="target">The server and the version of MQTT.</param>
    /// <param name="offline">What the will says.</param>
    /// <exception cref="IOException">A secret can't be read; the message says what to do.</exception>
    public static MosquittoOptions For(MqttOptions options, Target target, ReadOnlyMemory<byte> offline) => new()
    {
        Host = target.Server.Host,
        Port = target.Server.Port,
        Protocol = target.Protocol,
        ClientId = options.ClientId,
        CleanStart = false,
        SessionExpirySeconds = options.SessionExpirySeconds,
        KeepAliveSeconds = options.KeepAliveSeconds,
        Username = options.Username,
        Password = options.PasswordFile is { } file ? Credentials.Read(file, "Mqtt:PasswordFile") : (ReadOnlyMemory<byte>?)null,
        Tls = target.Server.Secure ? Tls(options.Tls) : null,
        Will = new MosquittoWill
        {
            Topic = options.StatusTopic,
            Payload = offline,
            Qos = 1,
            Retain = true,
            DelaySeconds = options.WillDelaySeconds,
            ContentType = "application/json",
        },
        SendMaximum = options.Window,
        // Nothing is subscribed at QoS 1; the shortest window says so.
        ReceiveMaximum = 1,
    };

    private static MosquittoTls Tls(MqttTls tls) => new()
    {
        CaFile = tls.CaFile,
        CertificateFile = tls.CertificateFile,
        KeyFile = tls.KeyFile,
        KeyPassword = tls.KeyPasswordFile is { } file ? Credentials.Read(file, "Mqtt:Tls:KeyPasswordFile") : (ReadOnlyMemory<byte>?)null,
        VerifyHostName = tls.VerifyHostName,
    };
}

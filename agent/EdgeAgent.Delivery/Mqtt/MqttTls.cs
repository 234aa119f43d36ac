namespace EdgeAgent.Delivery.Mqtt;

/// <summary>How connections to <c>mqtts://</c> servers are encrypted. Files are PEM and read at each connect, so that certificates can be renewed.</summary>
public sealed record MqttTls
{
    /// <summary>Authorities that are trusted; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The client's certificate with its chain; null for none. Goes with <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The client's private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file with the key's password, found as <see cref="MqttOptions.PasswordFile"/> is; null when the key is not encrypted.</summary>
    public string? KeyPasswordFile { get; init; }

    /// <summary>Whether the server's certificate must name the host. Off only where a test network has no names.</summary>
    public bool VerifyHostName { get; init; } = true;
}

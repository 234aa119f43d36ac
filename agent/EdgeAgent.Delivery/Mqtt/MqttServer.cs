using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>A broker's address.</summary>
/// <param name="Host">A host name or an address.</param>
/// <param name="Port">1 … 65535.</param>
/// <param name="Secure">Whether the connection is encrypted.</param>
public sealed record MqttServer(string Host, int Port, bool Secure)
{
    private const int PlainPort = 1883;
    private const int SecurePort = 8883;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]:port</c>, <c>mqtt://host:port</c> or <c>mqtts://host:port</c>; the ports are 1883 and 8883 where none is given.</summary>
    /// <param name="text">The address.</param>
    /// <param name="server">The server.</param>
    /// <param name="error">What is wrong and what would be right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MqttServer? server, [NotNullWhen(false)] out string? error) =>
        TryParse(text, secure: false, out server, out error);

    /// <summary>Reads an address where one without a scheme is as secure as the one that named it.</summary>
    internal static bool TryParse(string text, bool secure, [NotNullWhen(true)] out MqttServer? server, [NotNullWhen(false)] out string? error)
    {
        server = null;
        var rest = text.AsSpan().Trim();
        if (Cut(ref rest, "mqtts://") || Cut(ref rest, "ssl://")) secure = true;
        else if (Cut(ref rest, "mqtt://") || Cut(ref rest, "tcp://")) secure = false;
        rest = rest.TrimEnd('/');

        var colon = rest.LastIndexOf(':');
        var bracket = rest.LastIndexOf(']');
        // More than one colon without brackets is an IPv6 address without a port.
        if (colon >= 0 && (colon < bracket || (bracket < 0 && rest[..colon].Contains(':')))) colon = -1;
        var host = (colon < 0 ? rest : rest[..colon]).Trim("[]").ToString();
        var port = secure ? SecurePort : PlainPort;
        var numbered = colon < 0 || (int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535);
        if (host.Length == 0 || !numbered || host.AsSpan().IndexOfAny(" /@?#") >= 0 || host.Contains("//", StringComparison.Ordinal))
        {
            // What stands before an @ may be a password: it is not said again.
            error = text.Contains('@', StringComparison.Ordinal)
                ? "The address of an MQTT server takes no user or password; name them with Mqtt:Username and Mqtt:PasswordFile, and write host:port, mqtt://host:port or mqtts://host:port."
                : $"'{text}' is no MQTT server; write host:port, mqtt://host:port or mqtts://host:port with a port of 1 to 65535.";
            return false;
        }

        server = new MqttServer(host, port, secure);
        error = null;
        return true;
    }

    /// <summary>The address as it is configured, e.g. <c>mqtts://broker.example:8883</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Secure ? "mqtts" : "mqtt")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static bool Cut(ref ReadOnlySpan<char> text, string scheme)
    {
        if (!text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        text = text[scheme.Length..];
        return true;
    }
}

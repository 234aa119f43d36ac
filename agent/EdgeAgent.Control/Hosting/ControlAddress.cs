using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace EdgeAgent.Control.Hosting;

/// <summary>A TCP port that the agent can be driven through.</summary>
/// <param name="Address">The address to bind; an unspecified one stands for all of the box.</param>
/// <param name="Port">The port; 0 takes any free one.</param>
/// <param name="Secure">TLS. Without it only loopback, and only what viewers may see.</param>
public sealed record ControlAddress(IPAddress Address, int Port, bool Secure)
{
    /// <summary>Reads <c>https://ADDRESS:PORT</c> or <c>http://127.0.0.1:PORT</c>; <c>*</c> stands for all addresses.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">What it says.</param>
    /// <param name="problem">Why it says nothing, one sentence without a full stop.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ControlAddress? address, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (address, problem) = (null, $"'{text}' is not https://ADDRESS:PORT or http://127.0.0.1:PORT, with a number for the address");
        var secure = text.StartsWith("https://", StringComparison.Ordinal);
        if (!secure && !text.StartsWith("http://", StringComparison.Ordinal)) return false;
        var place = text[(secure ? "https://" : "http://").Length..].TrimEnd('/');
        if (place.StartsWith("*:", StringComparison.Ordinal)) place = "[::]" + place[1..];
        // IPEndPoint takes an address without a port for one with port 0.
        if (!place.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(place, out var endpoint) || place.EndsWith(']')) return false;
        if (!secure && !IPAddress.IsLoopback(endpoint.Address))
        {
            problem = $"'{text}' would be readable on the wire: give https, or http with 127.0.0.1";
            return false;
        }

        (address, problem) = (new ControlAddress(endpoint.Address, endpoint.Port, secure), null);
        return true;
    }
}

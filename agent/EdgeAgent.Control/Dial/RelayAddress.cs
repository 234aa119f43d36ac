using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Control.Dial;

/// <summary>A relay, and a box behind it.</summary>
/// <param name="Host">DNS name or address of the relay; its certificate must be for it.</param>
/// <param name="Port">Its port.</param>
/// <param name="Device">Name of the box; null where the relay itself is meant.</param>
public sealed record RelayAddress(string Host, int Port, string? Device)
{
    /// <summary>How such addresses begin.</summary>
    public const string Scheme = "relay://";

    /// <summary>Reads <c>relay://HOST:PORT</c> or <c>relay://HOST:PORT/DEVICE</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">What it says; null when it says nothing.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RelayAddress? address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        // Uri knows no default port of this scheme: -1 says that none was given.
        if (!text.StartsWith(Scheme, StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Port <= 0 || uri.Host.Length == 0) return false;
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0) return false;
        var device = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        address = new RelayAddress(uri.IdnHost, uri.Port, device.Length == 0 ? null : device);
        return true;
    }

    /// <summary>The address as text.</summary>
    public override string ToString() => $"{Scheme}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{(Device is null ? "" : "/" + Uri.EscapeDataString(Device))}";
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Control.Security;

/// <summary>Short-lived credentials for callers without a certificate: a JSON Web Token (RFC 7519) signed with HMAC-SHA256 (RFC 7518, 3.2), for one box.</summary>
public static class BearerToken
{
    /// <summary>Bytes of a key at least (RFC 7518, 3.2: as many as the hash has).</summary>
    public const int ShortestKey = 32;

    /// <summary>The longest time from issue to expiry that is accepted.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    // A box's clock and that of the issuer may differ so much.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(2);

    // The one header that is written and accepted: no other algorithm can be asked for.
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Makes a token.</summary>
    /// <param name="key">The key that the box knows, <see cref="ShortestKey"/> bytes or more.</param>
    /// <param name="device">Name of the box that it is for.</param>
    /// <param name="identity">Who will use it.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="now">The time of issue.</param>
    /// <param name="life">How long it is valid, at most <see cref="LongestLife"/>.</param>
    public static string Issue(ReadOnlySpan<byte> key, string device, string identity, Role role, DateTimeOffset now, TimeSpan life)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, ShortestKey, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, LongestLife, nameof(life));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(life));
        var claims = new TokenClaims { Sub = identity, Aud = device, Role = Roles.WordOf(role), Iat = now.ToUnixTimeSeconds(), Exp = (now + life).ToUnixTimeSeconds() };
        var body = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, SecurityJson.Default.TokenClaims))}";
        return $"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(body)))}";
    }

    /// <summary>Checks a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="key">The box's key.</param>
    /// <param name="device">Name of the box.</param>
    /// <param name="now">The box's clock.</param>
    /// <param name="refusal">Why it does not count, one sentence; null when it does.</param>
    /// <returns>The caller; null when it does not count.</returns>
    public static Caller? Read(string token, ReadOnlySpan<byte> key, string device, DateTimeOffset now, out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(token);
        refusal = "the token is not valid; ask for a new one";
        if (token.Length > 4096 || token.Split('.') is not [var header, var body, var signature] || header != Header) return null;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{header}.{body}"), expected);
        // Only now is what it says looked at.
        if (!TryDecode(signature, out var given) || !CryptographicOperations.FixedTimeEquals(given, expected) || !TryDecode(body, out var json) || Claims(json) is not { } claims) return null;
        var (issued, expires) = (claims.Iat, claims.Exp);
        var clock = now.ToUnixTimeSeconds();
        refusal =
            claims.Aud != device ? $"the token is for another box than {device}" :
            clock >= expires ? "the token has expired; ask for a new one" :
            issued > clock + (long)Leeway.TotalSeconds ? "the token was issued in the future by this box's clock; the clock may be wrong" :
            expires - issued > (long)LongestLife.TotalSeconds ? $"the token lives longer than {LongestLife.TotalHours:F0} h; ask for a shorter one" :
            Roles.Parse(claims.Role) == Role.None || claims.Sub.Length == 0 ? "the token names no caller or no role" :
            null;
        return refusal is null ? new Caller("token:" + claims.Sub, Roles.Includes(Roles.Parse(claims.Role)), IsLocal: false) : null;
    }

    private static TokenClaims? Claims(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SecurityJson.Default.TokenClaims);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}

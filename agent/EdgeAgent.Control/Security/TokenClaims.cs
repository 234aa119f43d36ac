namespace EdgeAgent.Control.Security;

/// <summary>What a token says; names as in RFC 7519.</summary>
internal sealed record TokenClaims
{
    /// <summary>Who uses it.</summary>
    public required string Sub { get; init; }

    /// <summary>The box that it is for.</summary>
    public required string Aud { get; init; }

    /// <summary>The role, by its word.</summary>
    public required string Role { get; init; }

    /// <summary>When it was issued, seconds since 1970.</summary>
    public required long Iat { get; init; }

    /// <summary>When it expires, seconds since 1970.</summary>
    public required long Exp { get; init; }
}

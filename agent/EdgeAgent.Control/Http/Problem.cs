namespace EdgeAgent.Control.Http;

/// <summary>Problem details (RFC 9457).</summary>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One sentence that names the thing and the remedy.</param>
internal sealed record Problem(string Title, int Status, string Detail)
{
    /// <summary>Nothing more is to be known of the kind than its status.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The path that was asked for.</summary>
    public string? Instance { get; init; }

    /// <summary>The detail again, where clients of the inference protocol look for it; null elsewhere.</summary>
    public string? Error { get; init; }
}

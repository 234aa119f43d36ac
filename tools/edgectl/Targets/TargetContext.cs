namespace EdgeAgent.Edgectl.Targets;

/// <summary>A box and how to show who one is. Secrets stay in their own files.</summary>
internal sealed record TargetContext
{
    /// <summary>Where: unix:/path, https://host:port, relay://host:port/box or http://127.0.0.1:port.</summary>
    public required string Target { get; init; }

    /// <summary>PEM file of the authorities that the box's certificate must come from; null for the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>PEM file of the client certificate; null for none.</summary>
    public string? Cert { get; init; }

    /// <summary>PEM file of its private key.</summary>
    public string? Key { get; init; }

    /// <summary>File with a bearer token; null for none.</summary>
    public string? TokenFile { get; init; }
}

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The oldest version of TLS that a client speaks.</summary>
public enum MosquittoTlsVersion
{
    /// <summary>TLS 1.2 or 1.3.</summary>
    Tls12,

    /// <summary>TLS 1.3 only.</summary>
    Tls13,
}

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Why a client's connection ended, or never came to be.</summary>
public enum MosquittoCloseCause
{
    /// <summary>This side ended it.</summary>
    Local,

    /// <summary>The options cannot work: a value out of range, a file that is not there.</summary>
    Configuration,

    /// <summary>The host's name leads to no address.</summary>
    HostNotFound,

    /// <summary>Nothing listens at the host's port.</summary>
    ConnectionRefused,

    /// <summary>No way to the host, or no answer from it.</summary>
    Unreachable,

    /// <summary>Encryption failed: certificates, names, versions.</summary>
    Tls,

    /// <summary>The broker answered and said no (CONNACK); the reason code says why.</summary>
    Refused,

    /// <summary>The broker said DISCONNECT; the reason code says why.</summary>
    ServerDisconnected,

    /// <summary>The broker did not answer in time, while connecting or when asked whether it is there.</summary>
    KeepAliveLost,

    /// <summary>The connection broke without a word.</summary>
    ConnectionLost,

    /// <summary>The broker sent what MQTT does not allow.</summary>
    ProtocolError,

    /// <summary>The client's own handler threw; the exception is in <see cref="MosquittoClosed.Fault"/>.</summary>
    HandlerFault,
}

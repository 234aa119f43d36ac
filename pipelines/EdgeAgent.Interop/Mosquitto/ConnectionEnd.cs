using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Turns what libmosquitto, the system and the broker say about the end of a connection into a <see cref="MosquittoClosed"/> with one clear sentence.</summary>
internal static unsafe class ConnectionEnd
{
    // errno.h on Linux.
    private const int BrokenPipe = 32;
    private const int TooManyFiles = 24;
    private const int ProtocolFault = 71;
    private const int NetworkUnreachable = 101;
    private const int ConnectionReset = 104;
    private const int TimedOut = 110;
    private const int RefusedByHost = 111;
    private const int HostUnreachable = 113;

    public static MosquittoClosed Local(MosquittoOptions options) =>
        new() { Cause = MosquittoCloseCause.Local, Message = $"The connection to {options} was closed by this side." };

    public static MosquittoClosed Misconfigured(MosquittoOptions options, string fault) =>
        new() { Cause = MosquittoCloseCause.Configuration, Message = $"Cannot connect to {options}: {fault}." };

    public static MosquittoClosed Handler(MosquittoOptions options, Exception fault) =>
        new() { Cause = MosquittoCloseCause.HandlerFault, Message = $"The connection to {options} was closed because its handler failed: {fault.Message}", Fault = fault };

    public static MosquittoClosed Refused(MosquittoOptions options, byte reason, string? words, string? reference) => new()
    {
        Cause = MosquittoCloseCause.Refused,
        ReasonCode = reason,
        ReasonString = words,
        ServerReference = reference,
        Message = $"{options} refused the connection: {Reason(reason, words)}{Remedy(reason, options, reference)}.",
    };

    public static MosquittoClosed ServerDisconnected(MosquittoOptions options, byte reason) => new()
    {
        Cause = MosquittoCloseCause.ServerDisconnected,
        ReasonCode = reason,
        // A normal disconnection has no reason to tell.
        Message = reason == MqttReason.Success ? $"{options} ended the connection." : $"{options} ended the connection: {Reason(reason, null)}{Remedy(reason, options, null)}.",
    };

    /// <summary>For a connection that did not come to be.</summary>
    public static MosquittoClosed NotConnected(MosquittoApi api, MosquittoOptions options, int error, int systemError, int verifyResult, IReadOnlyList<string> log) => (error, systemError) switch
    {
        (MosquittoConstants.AddressError, _) => new() { Cause = MosquittoCloseCause.HostNotFound, Message = $"The address of {options} cannot be found ({AddressText(systemError)}); check the host name and this machine's DNS." },
        (MosquittoConstants.SystemError, RefusedByHost) => new() { Cause = MosquittoCloseCause.ConnectionRefused, Message = $"Nothing listens at {options}; check the port and that the broker runs." },
        (MosquittoConstants.SystemError, TimedOut or NetworkUnreachable or HostUnreachable) => new() { Cause = MosquittoCloseCause.Unreachable, Message = $"{options} cannot be reached ({SystemText(systemError)}); check the network." },
        (MosquittoConstants.SystemError, TooManyFiles) => new() { Cause = MosquittoCloseCause.Unreachable, Message = $"{options} cannot be reached: this process has too many open files; raise its limit (ulimit -n, LimitNOFILE=)." },
        (MosquittoConstants.SystemError, _) => new() { Cause = MosquittoCloseCause.Unreachable, Message = $"{options} cannot be reached ({SystemText(systemError)})." },
        _ => Ended(api, options, error, systemError, connected: false, verifyResult, log),
    };

    /// <summary>For a connection that ended without a word from the broker's MQTT.</summary>
    public static MosquittoClosed Ended(MosquittoApi api, MosquittoOptions options, int error, int systemError, bool connected, int verifyResult, IReadOnlyList<string> log)
    {
        var encrypted = options.Tls is not null;
        if (error is MosquittoConstants.TlsError or MosquittoConstants.TlsHandshake || (encrypted && (systemError == ProtocolFault || HasTlsFault(log))))
            return new() { Cause = MosquittoCloseCause.Tls, Message = $"Cannot talk to {options}: {TlsVerdict.Say(verifyResult, log, options.Host)}." };
        return error switch
        {
            MosquittoConstants.KeepAlive => new() { Cause = MosquittoCloseCause.KeepAliveLost, Message = $"{options} did not answer within the keep-alive of {options.KeepAliveSeconds} s; the link or the broker hangs." },
            MosquittoConstants.ConnectionLost => Lost(options, connected, "it closed without a word"),
            MosquittoConstants.SystemError => Lost(options, connected, systemError is ConnectionReset or BrokenPipe or 0 ? "it was cut" : SystemText(systemError)),
            _ => new() { Cause = MosquittoCloseCause.ProtocolError, Message = $"The connection to {options} was ended because libmosquitto could not go on ({api.Text(error)})." },
        };
    }

    private static MosquittoClosed Lost(MosquittoOptions options, bool connected, string how) => new()
    {
        Cause = MosquittoCloseCause.ConnectionLost,
        Message = connected ? $"The connection to {options} broke: {how}." : $"{options} took the connection and gave no answer of MQTT: {how}; check that a broker listens at this port, and whether it wants TLS.",
    };

    private static bool HasTlsFault(IReadOnlyList<string> log) => log.Any(line => line.StartsWith("OpenSSL Error", StringComparison.Ordinal));

    private static string Reason(byte reason, string? words) => words is null ? MqttReason.Name(reason) : $"{MqttReason.Name(reason)} ({words.TrimEnd('.')})";

    private static string Remedy(byte reason, MosquittoOptions options, string? reference) => reason switch
    {
        0x84 when options.Protocol == MqttProtocol.V5 => "; use MQTT 3.1.1",
        0x85 => "; choose another client id",
        0x86 => "; check the user name and the password",
        0x87 => "; check the user's rights at the broker",
        0x8E => "; another client uses this client id",
        0x9C or 0x9D when reference is not null => $"; it names {reference}",
        _ => "",
    };

    private static string AddressText(int error) => Marshal.PtrToStringUTF8((nint)PosixApi.Instance.AddressErrorText(error)) ?? "unknown";

    private static string SystemText(int error) => Marshal.GetPInvokeErrorMessage(error);
}

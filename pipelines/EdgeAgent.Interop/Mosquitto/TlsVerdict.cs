using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Says in plain words why OpenSSL refused a connection. libmosquitto reports only that the certificate did not verify;
/// why is asked of the connection itself, with the OpenSSL that libmosquitto uses.</summary>
internal static unsafe class TlsVerdict
{
    private static readonly Lazy<nint> VerifyResult = new(static () => Function("SSL_get_verify_result", "libssl.so.3", "libssl.so.1.1"));
    private static readonly Lazy<nint> VerifyText = new(static () => Function("X509_verify_cert_error_string", "libcrypto.so.3", "libcrypto.so.1.1"));

    /// <summary>OpenSSL's X509_V_ERR_ code for a connection's certificate. To be asked in the log callback: some failures free the connection before
    /// the function that met them returns.</summary>
    /// <param name="ssl">The connection's <c>SSL*</c>, or 0.</param>
    public static int VerifyResultOf(nint ssl) =>
        ssl == 0 || VerifyResult.Value == 0 ? 0 : (int)((delegate* unmanaged[Cdecl]<nint, nint>)VerifyResult.Value)(ssl);

    /// <summary>The rest of a sentence that begins with the broker's address.</summary>
    /// <param name="verifyResult">What <see cref="VerifyResultOf"/> gave, 0 for nothing.</param>
    /// <param name="log">The library's log lines.</param>
    /// <param name="host">The name that the certificate should have.</param>
    public static string Say(int verifyResult, IReadOnlyList<string> log, string host)
    {
        if (log.Any(line => line.Contains("host name verification failed", StringComparison.Ordinal)))
            return $"the broker's certificate is for another host name than {host}; connect by the name in the certificate, or give the broker a certificate for this one";
        var words = log.Select(OpenSslWords).LastOrDefault(text => text is not null);
        // A file that OpenSSL cannot use is named by the library, and OpenSSL says why.
        if (log.FirstOrDefault(line => line.StartsWith("Error: ", StringComparison.Ordinal)) is { } named)
            return $"{named["Error: ".Length..].TrimEnd('.')}{(words is null ? "" : $" (OpenSSL: {words})")}";
        if (words is null || words.Contains("certificate verify failed", StringComparison.Ordinal)) return OfCertificate(verifyResult) ?? Plain(words, log);
        if (words.Contains("certificate required", StringComparison.Ordinal) || words.Contains("handshake failure", StringComparison.Ordinal))
            return $"the broker asks for a client certificate that it accepts (OpenSSL: {words}); set the certificate and key files";
        if (words.Contains("wrong version number", StringComparison.Ordinal)) return $"the broker does not speak TLS at this port (OpenSSL: {words}); use its TLS port, usually 8883";
        return Plain(words, log);
    }

    private static string? OfCertificate(int verifyResult)
    {
        return verifyResult switch
        {
            0 => null,
            9 => "the broker's certificate is not valid yet; check the clocks of both machines",
            10 => "the broker's certificate has expired; renew it, and check this machine's clock",
            2 or 18 or 19 or 20 or 21 => $"the broker's certificate is not signed by an authority that is trusted here (OpenSSL: {Words(verifyResult)}); set the CA file that belongs to it",
            23 => "the broker's certificate was revoked; give the broker another",
            62 or 64 => "the broker's certificate is for another host name or address",
            _ => $"the broker's certificate is refused (OpenSSL: {Words(verifyResult)})",
        };
    }

    private static string Plain(string? words, IReadOnlyList<string> log)
    {
        if (words is not null) return $"TLS failed (OpenSSL: {words})";
        // A broker that refuses a client certificate often closes so fast that its alert is lost in the reset.
        return log.Count > 0
            ? $"TLS failed ({log[^1].TrimEnd('.')})"
            : "the broker ended the connection before MQTT began; it may ask for a client certificate that it accepts, see its log";
    }

    private static string Words(int result) => VerifyText.Value == 0
        ? $"error {result}"
        : Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<nint, byte*>)VerifyText.Value)(result)) ?? $"error {result}";

    /// <summary>"certificate verify failed" out of "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed".</summary>
    private static string? OpenSslWords(string line) => line.StartsWith("OpenSSL Error", StringComparison.Ordinal) ? line[(line.LastIndexOf(':') + 1)..].Trim() : null;

    private static nint Function(string name, params ReadOnlySpan<string> libraries)
    {
        foreach (var library in libraries)
        {
            // Only what libmosquitto has loaded itself has the SSL* of its connections; a second OpenSSL beside it would misread them.
            if (IsLoaded(library) && NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, name, out var address)) return address;
        }

        return 0;
    }

    private static bool IsLoaded(string library)
    {
        try
        {
            return File.ReadLines("/proc/self/maps").Any(line => line.EndsWith('/' + library, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

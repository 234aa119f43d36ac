namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Makes native clients out of options. What is wrong comes back as the rest of a sentence, because it is the operator's to mend.</summary>
internal static unsafe class ClientSetup
{
    /// <summary>Debian's folder of trusted certificates: libmosquitto takes a client certificate only beside a file or folder of authorities.</summary>
    private const string SystemCertificates = "/etc/ssl/certs";

    private const int VerifyPeer = 1;

    /// <summary>What is wrong with the options before anything is tried; null when they can work.</summary>
    public static string? Fault(MosquittoOptions options)
    {
        if (options.Host.Length == 0) return "the host is empty";
        if (options.Port is < 1 or > ushort.MaxValue) return $"port {options.Port} is not between 1 and 65535";
        if (options.KeepAliveSeconds != 0 && options.KeepAliveSeconds is < 5 or > ushort.MaxValue) return $"a keep-alive of {options.KeepAliveSeconds} s is neither 0 nor between 5 and 65535";
        if (options.SendMaximum is < 1 or > ushort.MaxValue) return $"a send maximum of {options.SendMaximum} is not between 1 and 65535";
        if (options.ReceiveMaximum is < 1 or > ushort.MaxValue) return $"a receive maximum of {options.ReceiveMaximum} is not between 1 and 65535";
        if (options.MaximumPacketSize == 0) return "a maximum packet size of 0 lets nothing in";
        if (string.IsNullOrEmpty(options.ClientId) && !options.CleanStart) return "a session is to be kept and has no client id";
        if (options.Password is { } password && password.Span.Contains((byte)0)) return "the password holds a zero byte";
        if (options.Password is not null && options.Username is null && options.Protocol == MqttProtocol.V311) return "MQTT 3.1.1 takes a password only with a user name";
        if (options.Will is { } will && (will.Qos is < 0 or > 2 || will.Payload.Length > ushort.MaxValue)) return "the will's QoS is not 0, 1 or 2, or its payload is over 65535 bytes";
        return options.Tls is { } tls ? Fault(tls) : null;
    }

    /// <summary>Makes a native client that is ready to connect.</summary>
    /// <param name="api">The library.</param>
    /// <param name="options">Options without a <see cref="Fault(MosquittoOptions)"/>.</param>
    /// <param name="userData">What callbacks get.</param>
    /// <param name="fault">What is wrong, when 0 is returned.</param>
    public static nint Create(MosquittoApi api, MosquittoOptions options, nint userData, out string? fault)
    {
        nint client;
        var id = string.IsNullOrEmpty(options.ClientId) ? null : options.ClientId;
        using (var text = new NativeText(id ?? "", stackalloc byte[NativeText.StackBytes]))
        {
            fixed (byte* bytes = text.Bytes) client = api.New(id is null ? null : bytes, Flag(options.CleanStart), userData);
        }

        fault = client == 0 ? "libmosquitto refuses the client id" : Configure(api, options, client);
        if (fault is null || client == 0) return client;
        api.Destroy(client);
        return 0;
    }

    /// <summary>The properties of the CONNECT packet; the caller frees them. 0 for none.</summary>
    public static nint ConnectProperties(MosquittoApi api, MosquittoOptions options)
    {
        nint list = 0;
        if (options.Protocol != MqttProtocol.V5) return 0;
        if (options.SessionExpirySeconds != 0) api.AddInt32(&list, MosquittoConstants.SessionExpiryInterval, options.SessionExpirySeconds);
        if (options.MaximumPacketSize is { } size) api.AddInt32(&list, MosquittoConstants.MaximumPacketSize, size);
        return list;
    }

    private static string? Configure(MosquittoApi api, MosquittoOptions options, nint client)
    {
        // Publishes from any thread are queued, and the client's own thread alone touches the socket and OpenSSL.
        api.ThreadedSet(client, 1);
        api.IntOption(client, MosquittoConstants.OptionProtocolVersion, options.Protocol == MqttProtocol.V5 ? 5 : 4);
        api.IntOption(client, MosquittoConstants.OptionSendMaximum, options.SendMaximum);
        api.IntOption(client, MosquittoConstants.OptionReceiveMaximum, options.ReceiveMaximum);
        api.IntOption(client, MosquittoConstants.OptionTcpNoDelay, 1);
        return SetUser(api, options, client) ?? SetWill(api, options, client) ?? (options.Tls is { } tls ? SetTls(api, tls, client) : null);
    }

    private static string? SetUser(MosquittoApi api, MosquittoOptions options, nint client)
    {
        if (options.Username is null && options.Password is null) return null;
        var password = options.Password.GetValueOrDefault().Span;
        using var user = new NativeText(options.Username ?? "", stackalloc byte[NativeText.StackBytes]);
        Span<byte> space = stackalloc byte[NativeText.StackBytes];
        using var secret = new NativeText(password, space);
        int result;
        fixed (byte* userBytes = user.Bytes, secretBytes = secret.Bytes)
            result = api.UsernamePasswordSet(client, options.Username is null ? null : userBytes, options.Password is null ? null : secretBytes);
        space.Clear();
        return result == MosquittoConstants.Success ? null : "libmosquitto refuses the user name";
    }

    private static string? SetWill(MosquittoApi api, MosquittoOptions options, nint client)
    {
        if (options.Will is not { } will) return null;
        nint properties = 0;
        if (options.Protocol == MqttProtocol.V5)
        {
            if (will.DelaySeconds != 0) api.AddInt32(&properties, MosquittoConstants.WillDelayInterval, will.DelaySeconds);
            if (will.ContentType is { } type)
            {
                using var text = new NativeText(type, stackalloc byte[NativeText.StackBytes]);
                fixed (byte* bytes = text.Bytes) api.AddString(&properties, MosquittoConstants.ContentType, bytes);
            }
        }

        using var topic = new NativeText(will.Topic, stackalloc byte[NativeText.StackBytes]);
        using var payload = will.Payload.Pin();
        int result;
        fixed (byte* bytes = topic.Bytes)
            result = api.WillSet(client, bytes, will.Payload.Length, payload.Pointer, will.Qos, Flag(will.Retain), properties);
        if (result == MosquittoConstants.Success) return null; // The properties are the client's now.
        if (properties != 0) api.FreeProperties(&properties);
        return $"the will's topic '{will.Topic}' is no topic name";
    }

    private static string? SetTls(MosquittoApi api, MosquittoTls tls, nint client)
    {
        var ownAuthorities = tls.CaFile is not null || tls.CaPath is not null;
        if (!ownAuthorities) api.IntOption(client, MosquittoConstants.OptionUseSystemCertificates, 1);
        using var caFile = new NativeText(tls.CaFile ?? "", stackalloc byte[NativeText.StackBytes]);
        using var caPath = new NativeText(tls.CaPath ?? SystemCertificates, stackalloc byte[NativeText.StackBytes]);
        using var certificate = new NativeText(tls.CertificateFile ?? "", stackalloc byte[NativeText.StackBytes]);
        using var key = new NativeText(tls.KeyFile ?? "", stackalloc byte[NativeText.StackBytes]);
        fixed (byte* caFileBytes = caFile.Bytes, caPathBytes = caPath.Bytes, certificateBytes = certificate.Bytes, keyBytes = key.Bytes)
        {
            var path = tls.CaPath is not null || !ownAuthorities ? caPathBytes : null;
            var result = api.TlsSet(client, tls.CaFile is null ? null : caFileBytes, path,
                tls.CertificateFile is null ? null : certificateBytes, tls.KeyFile is null ? null : keyBytes, ClientCallbacks.KeyPassword);
            if (result != MosquittoConstants.Success) return $"libmosquitto refuses the TLS files ({api.Text(result)})";
        }

        fixed (byte* version = tls.MinimumVersion == MosquittoTlsVersion.Tls13 ? "tlsv1.3\0"u8 : "tlsv1.2\0"u8)
            api.TlsOptsSet(client, VerifyPeer, version, null);
        api.TlsInsecureSet(client, Flag(!tls.VerifyHostName));
        return null;
    }

    private static string? Fault(MosquittoTls tls)
    {
        if ((tls.CertificateFile is null) != (tls.KeyFile is null)) return "a client certificate and its key go together, and one of them is not given";
        foreach (var file in new[] { tls.CaFile, tls.CertificateFile, tls.KeyFile })
        {
            if (file is not null && Unreadable(file) is { } why) return $"{file} cannot be read ({why})";
        }

        return tls.CaPath is not null && !Directory.Exists(tls.CaPath) ? $"there is no folder {tls.CaPath}" : null;
    }

    private static string? Unreadable(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.');
        }
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}

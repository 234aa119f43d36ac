using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>libmosquitto's functions (mosquitto.h, 2.x), found once at first use. <c>bool</c> is a byte, handles are <c>nint</c>.</summary>
internal sealed unsafe class MosquittoApi
{
    private const string Remedy = "install it with: apt install libmosquitto1";

    private static readonly Lazy<MosquittoApi> Shared = new(static () => new MosquittoApi(["libmosquitto.so.1"]));

    public readonly delegate* unmanaged[Cdecl]<byte*, byte, nint, nint> New;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Destroy;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> UserData;
    public readonly delegate* unmanaged[Cdecl]<nint, byte, int> ThreadedSet;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int, int> IntOption;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> UsernamePasswordSet;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int, byte, nint, int> WillSet;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, nint, int> TlsSet;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, int> TlsOptsSet;
    public readonly delegate* unmanaged[Cdecl]<nint, byte, int> TlsInsecureSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint> SslGet;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int, byte*, nint, int> Connect;
    public readonly delegate* unmanaged[Cdecl]<nint, int, nint, int> Disconnect;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Descriptor;
    public readonly delegate* unmanaged[Cdecl]<nint, byte> WantWrite;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> LoopRead;
    public readonly delegate* unmanaged[Cdecl]<nint, int, int> LoopWrite;
    public readonly delegate* unmanaged[Cdecl]<nint, int> LoopMisc;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, byte*, int, void*, int, byte, nint, int> Publish;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, byte*, int, int, nint, int> Subscribe;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, byte*, nint, int> Unsubscribe;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> ConnectCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> DisconnectCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> PublishCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> MessageCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> SubscribeCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> UnsubscribeCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<nint, nint, void> LogCallbackSet;
    public readonly delegate* unmanaged[Cdecl]<int, byte*> ErrorText;
    public readonly delegate* unmanaged[Cdecl]<byte*, int, int> ValidateUtf8;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, byte, int> AddByte;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, ushort, int> AddInt16;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, uint, int> AddInt32;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, void*, ushort, int> AddBinary;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, byte*, int> AddString;
    public readonly delegate* unmanaged[Cdecl]<nint*, int, byte*, byte*, int> AddStringPair;
    public readonly delegate* unmanaged[Cdecl]<nint*, void> FreeProperties;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, byte, nint> ReadByte;
    public readonly delegate* unmanaged[Cdecl]<nint, int, ushort*, byte, nint> ReadInt16;
    public readonly delegate* unmanaged[Cdecl]<nint, int, uint*, byte, nint> ReadInt32;
    public readonly delegate* unmanaged[Cdecl]<nint, int, void**, ushort*, byte, nint> ReadBinary;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte**, byte, nint> ReadString;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte**, byte**, byte, nint> ReadStringPair;

    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public MosquittoApi(IReadOnlyList<string> candidates)
    {
        var module = NativeLibraryLoader.Load("libmosquitto", candidates, Remedy);
        var version = (delegate* unmanaged[Cdecl]<int*, int*, int*, int>)module.Export("mosquitto_lib_version");
        int major, minor, revision;
        version(&major, &minor, &revision);
        VersionText = string.Create(CultureInfo.InvariantCulture, $"libmosquitto {major}.{minor}.{revision}");
        Path = NativeLibraryLoader.FileOf((nint)version) ?? module.Path;
        // Callback signatures and the message struct are those of 2.x.
        if (major != 2) throw new NativeLibraryException("libmosquitto", $"{Path} is {VersionText}, but libmosquitto 2 is needed; {Remedy}.");

        New = (delegate* unmanaged[Cdecl]<byte*, byte, nint, nint>)module.Export("mosquitto_new");
        Destroy = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("mosquitto_destroy");
        UserData = (delegate* unmanaged[Cdecl]<nint, nint>)module.Export("mosquitto_userdata");
        ThreadedSet = (delegate* unmanaged[Cdecl]<nint, byte, int>)module.Export("mosquitto_threaded_set");
        IntOption = (delegate* unmanaged[Cdecl]<nint, int, int, int>)module.Export("mosquitto_int_option");
        UsernamePasswordSet = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)module.Export("mosquitto_username_pw_set");
        WillSet = (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int, byte, nint, int>)module.Export("mosquitto_will_set_v5");
        TlsSet = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, byte*, nint, int>)module.Export("mosquitto_tls_set");
        TlsOptsSet = (delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, int>)module.Export("mosquitto_tls_opts_set");
        TlsInsecureSet = (delegate* unmanaged[Cdecl]<nint, byte, int>)module.Export("mosquitto_tls_insecure_set");
        SslGet = (delegate* unmanaged[Cdecl]<nint, nint>)module.Export("mosquitto_ssl_get");
        Connect = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, byte*, nint, int>)module.Export("mosquitto_connect_bind_v5");
        Disconnect = (delegate* unmanaged[Cdecl]<nint, int, nint, int>)module.Export("mosquitto_disconnect_v5");
        Descriptor = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("mosquitto_socket");
        WantWrite = (delegate* unmanaged[Cdecl]<nint, byte>)module.Export("mosquitto_want_write");
        LoopRead = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("mosquitto_loop_read");
        LoopWrite = (delegate* unmanaged[Cdecl]<nint, int, int>)module.Export("mosquitto_loop_write");
        LoopMisc = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("mosquitto_loop_misc");
        Publish = (delegate* unmanaged[Cdecl]<nint, int*, byte*, int, void*, int, byte, nint, int>)module.Export("mosquitto_publish_v5");
        Subscribe = (delegate* unmanaged[Cdecl]<nint, int*, byte*, int, int, nint, int>)module.Export("mosquitto_subscribe_v5");
        Unsubscribe = (delegate* unmanaged[Cdecl]<nint, int*, byte*, nint, int>)module.Export("mosquitto_unsubscribe_v5");
        ConnectCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_connect_v5_callback_set");
        DisconnectCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_disconnect_v5_callback_set");
        PublishCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_publish_v5_callback_set");
        MessageCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_message_v5_callback_set");
        SubscribeCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_subscribe_v5_callback_set");
        UnsubscribeCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_unsubscribe_v5_callback_set");
        LogCallbackSet = (delegate* unmanaged[Cdecl]<nint, nint, void>)module.Export("mosquitto_log_callback_set");
        ErrorText = (delegate* unmanaged[Cdecl]<int, byte*>)module.Export("mosquitto_strerror");
        ValidateUtf8 = (delegate* unmanaged[Cdecl]<byte*, int, int>)module.Export("mosquitto_validate_utf8");
        AddByte = (delegate* unmanaged[Cdecl]<nint*, int, byte, int>)module.Export("mosquitto_property_add_byte");
        AddInt16 = (delegate* unmanaged[Cdecl]<nint*, int, ushort, int>)module.Export("mosquitto_property_add_int16");
        AddInt32 = (delegate* unmanaged[Cdecl]<nint*, int, uint, int>)module.Export("mosquitto_property_add_int32");
        AddBinary = (delegate* unmanaged[Cdecl]<nint*, int, void*, ushort, int>)module.Export("mosquitto_property_add_binary");
        AddString = (delegate* unmanaged[Cdecl]<nint*, int, byte*, int>)module.Export("mosquitto_property_add_string");
        AddStringPair = (delegate* unmanaged[Cdecl]<nint*, int, byte*, byte*, int>)module.Export("mosquitto_property_add_string_pair");
        FreeProperties = (delegate* unmanaged[Cdecl]<nint*, void>)module.Export("mosquitto_property_free_all");
        ReadByte = (delegate* unmanaged[Cdecl]<nint, int, byte*, byte, nint>)module.Export("mosquitto_property_read_byte");
        ReadInt16 = (delegate* unmanaged[Cdecl]<nint, int, ushort*, byte, nint>)module.Export("mosquitto_property_read_int16");
        ReadInt32 = (delegate* unmanaged[Cdecl]<nint, int, uint*, byte, nint>)module.Export("mosquitto_property_read_int32");
        ReadBinary = (delegate* unmanaged[Cdecl]<nint, int, void**, ushort*, byte, nint>)module.Export("mosquitto_property_read_binary");
        ReadString = (delegate* unmanaged[Cdecl]<nint, int, byte**, byte, nint>)module.Export("mosquitto_property_read_string");
        ReadStringPair = (delegate* unmanaged[Cdecl]<nint, int, byte**, byte**, byte, nint>)module.Export("mosquitto_property_read_string_pair");

        // Once a process, and never undone: its clean-up would pull OpenSSL's tables from under other threads.
        ((delegate* unmanaged[Cdecl]<int>)module.Export("mosquitto_lib_init"))();
    }

    /// <summary>The system's libmosquitto.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public static MosquittoApi Instance => Shared.Value;

    /// <summary>The library and its version, e.g. <c>libmosquitto 2.0.11</c>.</summary>
    public string VersionText { get; }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>The library's own words for one of its error codes, without a full stop.</summary>
    public string Text(int error) => (Marshal.PtrToStringUTF8((nint)ErrorText(error)) ?? "no reason given").TrimEnd('.');
}

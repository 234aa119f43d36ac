using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>What libmosquitto calls. Each finds its client by the user data, a <see cref="GCHandle"/> that lives as long as the native client, and lets no
/// exception out: unwinding through C frames would end the process.</summary>
internal static unsafe class ClientCallbacks
{
    /// <summary>OpenSSL's pem_password_cb. Always set: without one OpenSSL asks on the terminal.</summary>
    public static nint KeyPassword => (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, nint, int>)&OnKeyPassword;

    /// <summary>The log callback, for the time in which it says why a connection fails. It costs a formatted text for each packet.</summary>
    public static nint Log => (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, byte*, void>)&OnLog;

    /// <summary>Sets all of them.</summary>
    public static void Attach(MosquittoApi api, nint client)
    {
        api.ConnectCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>)&OnConnect);
        api.DisconnectCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, nint, void>)&OnDisconnect);
        api.PublishCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>)&OnPublish);
        api.MessageCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, NativeMessage*, nint, void>)&OnMessage);
        api.SubscribeCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, nint, void>)&OnSubscribe);
        api.UnsubscribeCallbackSet(client, (nint)(delegate* unmanaged[Cdecl]<nint, nint, int, nint, void>)&OnUnsubscribe);
        api.LogCallbackSet(client, Log);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint userData, int code, int flags, nint properties)
    {
        var loop = Loop(userData);
        try
        {
            loop.Answered(code, flags, properties);
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(nint client, nint userData, int code, nint properties) => Loop(userData).Disconnected(code);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint client, nint userData, int messageId, int reason, nint properties)
    {
        var loop = Loop(userData);
        try
        {
            loop.Published(messageId, reason, properties);
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint client, nint userData, NativeMessage* message, nint properties)
    {
        var loop = Loop(userData);
        try
        {
            loop.Received(message, properties);
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint client, nint userData, int messageId, int count, int* granted, nint properties)
    {
        var loop = Loop(userData);
        try
        {
            loop.Subscribed(messageId, count > 0 ? (byte)granted[0] : MqttReason.Unspecified);
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnsubscribe(nint client, nint userData, int messageId, nint properties)
    {
        var loop = Loop(userData);
        try
        {
            loop.Unsubscribed(messageId);
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint client, nint userData, int level, byte* text)
    {
        if (level is not (MosquittoConstants.LogError or MosquittoConstants.LogWarning)) return;
        var loop = Loop(userData);
        try
        {
            loop.Logged(Marshal.PtrToStringUTF8((nint)text) ?? "");
        }
        catch (Exception e)
        {
            loop.Failed(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnKeyPassword(byte* room, int size, int writing, nint client)
    {
        // Nothing in here can throw but for a bug, and then no password is the right answer.
        var loop = Loop(MosquittoApi.Instance.UserData(client));
        var password = (loop.Options.Tls?.KeyPassword).GetValueOrDefault().Span;
        // A password that does not fit is as wrong as none; OpenSSL then says that the key cannot be read.
        if (password.Length == 0 || password.Length > size) return -1;
        password.CopyTo(new Span<byte>(room, size));
        return password.Length;
    }

    private static ClientLoop Loop(nint userData) => (ClientLoop)GCHandle.FromIntPtr(userData).Target!;
}

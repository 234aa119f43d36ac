using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The C library's functions that the client's loop waits with.</summary>
internal sealed unsafe class PosixApi
{
    private static readonly Lazy<PosixApi> Shared = new(static () => new PosixApi());

    public readonly delegate* unmanaged[Cdecl]<PollEntry*, nuint, int, int> Poll;
    public readonly delegate* unmanaged[Cdecl]<uint, int, int> EventFd;
    public readonly delegate* unmanaged[Cdecl]<int, void*, nuint, nint> Read;
    public readonly delegate* unmanaged[Cdecl]<int, void*, nuint, nint> Write;
    public readonly delegate* unmanaged[Cdecl]<int, int> Close;
    public readonly delegate* unmanaged[Cdecl]<int, int, int, int> Fcntl;
    public readonly delegate* unmanaged[Cdecl]<int, int, int> Shutdown;
    public readonly delegate* unmanaged[Cdecl]<int, int, int, void*, uint, int> SetSocketOption;
    public readonly delegate* unmanaged[Cdecl]<int, byte*> AddressErrorText;

    private PosixApi()
    {
        var module = NativeLibraryLoader.Load("the C library", ["libc.so.6", "libc.so"], "run on a Linux with glibc");
        Poll = (delegate* unmanaged[Cdecl]<PollEntry*, nuint, int, int>)module.Export("poll");
        EventFd = (delegate* unmanaged[Cdecl]<uint, int, int>)module.Export("eventfd");
        Read = (delegate* unmanaged[Cdecl]<int, void*, nuint, nint>)module.Export("read");
        Write = (delegate* unmanaged[Cdecl]<int, void*, nuint, nint>)module.Export("write");
        Close = (delegate* unmanaged[Cdecl]<int, int>)module.Export("close");
        Fcntl = (delegate* unmanaged[Cdecl]<int, int, int, int>)module.Export("fcntl");
        Shutdown = (delegate* unmanaged[Cdecl]<int, int, int>)module.Export("shutdown");
        SetSocketOption = (delegate* unmanaged[Cdecl]<int, int, int, void*, uint, int>)module.Export("setsockopt");
        AddressErrorText = (delegate* unmanaged[Cdecl]<int, byte*>)module.Export("gai_strerror");
    }

    /// <summary>The process's own C library.</summary>
    public static PosixApi Instance => Shared.Value;
}

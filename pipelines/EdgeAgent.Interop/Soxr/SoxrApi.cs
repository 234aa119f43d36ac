using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Soxr;

/// <summary>libsoxr's functions (soxr.h 0.1.x), found once at first use.</summary>
internal sealed unsafe class SoxrApi
{
    private static readonly Lazy<SoxrApi> Shared = new(static () => new SoxrApi(["libsoxr.so.0"]));

    public readonly delegate* unmanaged[Cdecl]<double, double, uint, byte**, SoxrIoSpec*, SoxrQualitySpec*, SoxrRuntimeSpec*, nint> Create;
    public readonly delegate* unmanaged[Cdecl]<nint, void> Delete;
    public readonly delegate* unmanaged[Cdecl]<nint, float*, nuint, nuint*, float*, nuint, nuint*, byte*> Process;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> Clear;
    public readonly delegate* unmanaged[Cdecl]<nint, double> Delay;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> Engine;
    public readonly delegate* unmanaged[Cdecl]<int, int, SoxrIoSpec> IoSpec;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong, SoxrQualitySpec> QualitySpec;
    public readonly delegate* unmanaged[Cdecl]<uint, SoxrRuntimeSpec> RuntimeSpec;

    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public SoxrApi(IReadOnlyList<string> candidates)
    {
        var module = NativeLibraryLoader.Load("libsoxr", candidates, "install it with: apt install libsoxr0");
        var version = (delegate* unmanaged[Cdecl]<byte*>)module.Export("soxr_version");
        VersionText = Marshal.PtrToStringUTF8((nint)version()) ?? "";
        Path = NativeLibraryLoader.FileOf((nint)version) ?? module.Path;
        // The specification structs are passed by layout; 0.1 is the only one that this code knows.
        if (!VersionText.StartsWith("libsoxr-0.1.", StringComparison.Ordinal))
            throw new NativeLibraryException("libsoxr", $"{Path} calls itself \"{VersionText}\", but libsoxr 0.1 is needed; install it with: apt install libsoxr0.");

        Create = (delegate* unmanaged[Cdecl]<double, double, uint, byte**, SoxrIoSpec*, SoxrQualitySpec*, SoxrRuntimeSpec*, nint>)module.Export("soxr_create");
        Delete = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("soxr_delete");
        Process = (delegate* unmanaged[Cdecl]<nint, float*, nuint, nuint*, float*, nuint, nuint*, byte*>)module.Export("soxr_process");
        Clear = (delegate* unmanaged[Cdecl]<nint, byte*>)module.Export("soxr_clear");
        Delay = (delegate* unmanaged[Cdecl]<nint, double>)module.Export("soxr_delay");
        Engine = (delegate* unmanaged[Cdecl]<nint, byte*>)module.Export("soxr_engine");
        IoSpec = (delegate* unmanaged[Cdecl]<int, int, SoxrIoSpec>)module.Export("soxr_io_spec");
        QualitySpec = (delegate* unmanaged[Cdecl]<CULong, CULong, SoxrQualitySpec>)module.Export("soxr_quality_spec");
        RuntimeSpec = (delegate* unmanaged[Cdecl]<uint, SoxrRuntimeSpec>)module.Export("soxr_runtime_spec");
    }

    /// <summary>The system's libsoxr.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public static SoxrApi Instance => Shared.Value;

    /// <summary>What the library calls itself, e.g. <c>libsoxr-0.1.3</c>.</summary>
    public string VersionText { get; }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }
}

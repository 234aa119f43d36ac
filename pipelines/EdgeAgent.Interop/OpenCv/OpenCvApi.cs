using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>The functions of the shim (pipelines/native/include/edge_opencv.h), found once at first use.</summary>
internal sealed unsafe class OpenCvApi
{
    private const string Name = "OpenCV";
    private const string File = "libedge_opencv.so";
    private const int Abi = 2;
    private const string Remedy = "install the package edge-agent-vision, or OpenCV with: apt install libopencv-imgcodecs406 libopencv-imgproc406 (libopencv-dev and cmake to build the shim with make build)";

    private static readonly Lazy<OpenCvApi> Shared = new(static () => new OpenCvApi(Candidates()));

    public readonly delegate* unmanaged[Cdecl]<byte*> LastError;
    public readonly delegate* unmanaged[Cdecl]<nint*, int> DecoderCreate;
    public readonly delegate* unmanaged[Cdecl]<nint, void> DecoderFree;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, int, long, NativeImage*, int> DecoderDecode;
    public readonly delegate* unmanaged[Cdecl]<nint*, int> EncoderCreate;
    public readonly delegate* unmanaged[Cdecl]<nint, void> EncoderFree;
    public readonly delegate* unmanaged[Cdecl]<nint, NativeImage*, int, int, byte**, nuint*, int> EncoderEncode;
    public readonly delegate* unmanaged[Cdecl]<NativeImage*, int, int, MaskComponent*, int, int*, int*, int> Components;
    public readonly delegate* unmanaged[Cdecl]<byte*, long, int, int, NativeBox*, int, int> DrawBoxes;

    /// <exception cref="NativeLibraryException">The shim or OpenCV is missing or does not fit.</exception>
    public OpenCvApi(IEnumerable<string> candidates)
    {
        var module = NativeLibraryLoader.Load(Name, candidates, Remedy);
        var abi = (delegate* unmanaged[Cdecl]<int>)module.Export("edge_opencv_abi");
        Path = NativeLibraryLoader.FileOf((nint)abi) ?? module.Path;
        if (abi() != Abi) throw new NativeLibraryException(Name, $"{Path} has version {abi()} of the shim's interface, but {Abi} is needed; build it again with make build.");
        var version = (delegate* unmanaged[Cdecl]<byte*>)module.Export("edge_opencv_version");
        VersionText = Marshal.PtrToStringUTF8((nint)version()) ?? "";

        LastError = (delegate* unmanaged[Cdecl]<byte*>)module.Export("edge_opencv_last_error");
        DecoderCreate = (delegate* unmanaged[Cdecl]<nint*, int>)module.Export("edge_decoder_create");
        DecoderFree = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("edge_decoder_free");
        DecoderDecode = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, int, long, NativeImage*, int>)module.Export("edge_decoder_decode");
        EncoderCreate = (delegate* unmanaged[Cdecl]<nint*, int>)module.Export("edge_encoder_create");
        EncoderFree = (delegate* unmanaged[Cdecl]<nint, void>)module.Export("edge_encoder_free");
        EncoderEncode = (delegate* unmanaged[Cdecl]<nint, NativeImage*, int, int, byte**, nuint*, int>)module.Export("edge_encoder_encode");
        Components = (delegate* unmanaged[Cdecl]<NativeImage*, int, int, MaskComponent*, int, int*, int*, int>)module.Export("edge_components");
        DrawBoxes = (delegate* unmanaged[Cdecl]<byte*, long, int, int, NativeBox*, int, int>)module.Export("edge_draw_boxes");
    }

    /// <summary>The shim beside the agent, of the checkout, or of the system.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static OpenCvApi Instance => Shared.Value;

    /// <summary>OpenCV's version.</summary>
    public string VersionText { get; }

    /// <summary>The shim's file.</summary>
    public string Path { get; }

    /// <summary>Throws what a status other than success means.</summary>
    /// <exception cref="OpenCvException">The status is not success.</exception>
    public void Check(int status, string what)
    {
        if (status != (int)OpenCvStatus.Ok) throw new OpenCvException($"{what}: {Reason(status)}");
    }

    /// <summary>Why the last call of this thread failed, for the middle of a sentence.</summary>
    public string Reason(int status) => (OpenCvStatus)status switch
    {
        OpenCvStatus.OutOfMemory => "there is not enough memory",
        OpenCvStatus.InvalidArgument => "its size or kind means nothing",
        OpenCvStatus.Unsupported => $"its pixels are of a kind that is not supported ({ErrorText()})",
        _ => ErrorText() is { Length: > 0 } text ? text : "OpenCV gave no reason",
    };

    /// <summary>OpenCV's text of this thread's last failure.</summary>
    public string ErrorText() => Marshal.PtrToStringUTF8((nint)LastError()) ?? "";

    private static IEnumerable<string> Candidates()
    {
        var platform = "linux-" + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64");
        yield return System.IO.Path.Combine(AppContext.BaseDirectory, File);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "artifacts", "native", platform, File);
            if (System.IO.File.Exists(candidate)) yield return candidate;
        }

        yield return File;
    }
}

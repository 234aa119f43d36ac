using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.SndFile;

/// <summary>libsndfile's functions (sndfile.h, 1.0.25 or later), found once at first use.</summary>
/// <remarks>Frame counts are <c>sf_count_t</c>, 64 bits on every Linux that this runs on.</remarks>
internal sealed unsafe class SndFileApi
{
    /// <summary>Broadcast information and 64-bit offsets as used here came with it; every supported distribution is newer.</summary>
    private static readonly Version Oldest = new(1, 0, 25);

    private static readonly Lazy<SndFileApi> Shared = new(static () => new SndFileApi(["libsndfile.so.1"]));

    public readonly delegate* unmanaged[Cdecl]<byte*, int, SndFileInfo*, nint> Open;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Close;
    public readonly delegate* unmanaged[Cdecl]<nint, int> Error;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*> ErrorText;
    public readonly delegate* unmanaged[Cdecl]<nint, int, void*, int, int> Command;
    public readonly delegate* unmanaged[Cdecl]<nint, long, int, long> Seek;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*> GetString;
    public readonly delegate* unmanaged[Cdecl]<nint, int, byte*, int> SetString;
    public readonly delegate* unmanaged[Cdecl]<nint, float*, long, long> ReadFloat;
    public readonly delegate* unmanaged[Cdecl]<nint, short*, long, long> ReadInt16;
    public readonly delegate* unmanaged[Cdecl]<nint, float*, long, long> WriteFloat;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, long, long> WriteInt32;

    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public SndFileApi(IReadOnlyList<string> candidates)
    {
        var module = NativeLibraryLoader.Load("libsndfile", candidates, "install it with: apt install libsndfile1");
        var version = (delegate* unmanaged[Cdecl]<byte*>)module.Export("sf_version_string");
        VersionText = CheckedVersion(Marshal.PtrToStringUTF8((nint)version()) ?? "", module.Path);
        Path = NativeLibraryLoader.FileOf((nint)version) ?? module.Path;

        Open = (delegate* unmanaged[Cdecl]<byte*, int, SndFileInfo*, nint>)module.Export("sf_open");
        Close = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sf_close");
        Error = (delegate* unmanaged[Cdecl]<nint, int>)module.Export("sf_error");
        ErrorText = (delegate* unmanaged[Cdecl]<nint, byte*>)module.Export("sf_strerror");
        Command = (delegate* unmanaged[Cdecl]<nint, int, void*, int, int>)module.Export("sf_command");
        Seek = (delegate* unmanaged[Cdecl]<nint, long, int, long>)module.Export("sf_seek");
        GetString = (delegate* unmanaged[Cdecl]<nint, int, byte*>)module.Export("sf_get_string");
        SetString = (delegate* unmanaged[Cdecl]<nint, int, byte*, int>)module.Export("sf_set_string");
        ReadFloat = (delegate* unmanaged[Cdecl]<nint, float*, long, long>)module.Export("sf_readf_float");
        ReadInt16 = (delegate* unmanaged[Cdecl]<nint, short*, long, long>)module.Export("sf_readf_short");
        WriteFloat = (delegate* unmanaged[Cdecl]<nint, float*, long, long>)module.Export("sf_writef_float");
        WriteInt32 = (delegate* unmanaged[Cdecl]<nint, int*, long, long>)module.Export("sf_writef_int");
    }

    /// <summary>The system's libsndfile.</summary>
    /// <exception cref="NativeLibraryException">The library is missing or does not fit.</exception>
    public static SndFileApi Instance => Shared.Value;

    /// <summary>What the library calls itself, e.g. <c>libsndfile-1.2.0</c>.</summary>
    public string VersionText { get; }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    private static string CheckedVersion(string text, string path)
    {
        // "libsndfile-1.2.0", with "-exp" or "pre1" behind it in some builds.
        var digits = text.StartsWith("libsndfile-", StringComparison.Ordinal) ? text["libsndfile-".Length..] : "";
        var end = 0;
        while (end < digits.Length && (char.IsAsciiDigit(digits[end]) || digits[end] == '.')) end++;
        if (Version.TryParse(digits.AsSpan(0, end).TrimEnd('.'), out var version) && version >= Oldest && version.Major == 1) return text;
        throw new NativeLibraryException("libsndfile", $"{path} calls itself \"{text}\", but libsndfile 1 ({Oldest} or later) is needed; install it with: apt install libsndfile1.");
    }
}

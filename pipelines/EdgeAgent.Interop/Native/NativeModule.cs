using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Native;

/// <summary>A loaded native library. It stays loaded for the life of the process: native threads and
/// thread-local destructors may still point into it, so unloading is never safe.</summary>
/// <param name="Library">The library's name as its users know it.</param>
/// <param name="Handle">The loader's handle.</param>
/// <param name="Path">The file that was loaded, or the bare name that the system loader resolved.</param>
internal sealed record NativeModule(string Library, nint Handle, string Path)
{
    /// <summary>The address of an exported function.</summary>
    /// <exception cref="NativeLibraryException">The library has no such function: another library, or too old a version.</exception>
    public nint Export(string function) =>
        NativeLibrary.TryGetExport(Handle, function, out var address)
            ? address
            : throw new NativeLibraryException(Library, $"{Path} is not a usable {Library}: it has no function {function}.");
}

using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Soxr;

/// <summary>Which libsoxr this process uses.</summary>
public static class SoxrLibrary
{
    /// <summary>What the library calls itself, e.g. <c>libsoxr-0.1.3</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Version => SoxrApi.Instance.VersionText;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Path => SoxrApi.Instance.Path;

    /// <summary>Tries another build of the library without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>What it calls itself.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new SoxrApi([candidate]).VersionText;
}

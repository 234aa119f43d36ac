using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Which libsndfile this process uses.</summary>
public static class SndFileLibrary
{
    /// <summary>What the library calls itself, e.g. <c>libsndfile-1.2.0</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Version => SndFileApi.Instance.VersionText;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Path => SndFileApi.Instance.Path;

    /// <summary>Tries another build of the library without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>What it calls itself.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new SndFileApi([candidate]).VersionText;
}

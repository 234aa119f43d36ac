using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Which libmosquitto this process uses.</summary>
public static class MosquittoLibrary
{
    /// <summary>The library and its version, e.g. <c>libmosquitto 2.0.11</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Version => MosquittoApi.Instance.VersionText;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Path => MosquittoApi.Instance.Path;

    /// <summary>Tries another build of the library without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>The library and its version.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new MosquittoApi([candidate]).VersionText;
}

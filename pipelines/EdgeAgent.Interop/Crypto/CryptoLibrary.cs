using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Crypto;

/// <summary>Which libcrypto this process uses.</summary>
public static class CryptoLibrary
{
    /// <summary>What the library calls itself, e.g. <c>OpenSSL 3.0.17 1 Jul 2025</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Version => CryptoApi.Instance.VersionText;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Path => CryptoApi.Instance.Path;

    /// <summary>Tries another build of the library without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>What it calls itself.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new CryptoApi([candidate]).VersionText;
}

using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Which SQLite this process uses.</summary>
public static class SqliteLibrary
{
    /// <summary>Its version, e.g. <c>3.40.1</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Version => SqliteApi.Instance.VersionText;

    /// <summary>The file that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the package to install.</exception>
    public static string Path => SqliteApi.Instance.Path;

    /// <summary>Tries another build of the library without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new SqliteApi([candidate]).VersionText;
}

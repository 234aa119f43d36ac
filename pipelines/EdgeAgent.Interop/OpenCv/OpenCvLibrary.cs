using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>Which OpenCV this process uses, through the shim <c>libedge_opencv.so</c>. Nothing but images needs it.</summary>
public static class OpenCvLibrary
{
    /// <summary>OpenCV's version, e.g. <c>4.6.0</c>.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the packages to install.</exception>
    public static string Version => OpenCvApi.Instance.VersionText;

    /// <summary>The shim that was loaded.</summary>
    /// <exception cref="NativeLibraryException">It is missing or does not fit; the message names the packages to install.</exception>
    public static string Path => OpenCvApi.Instance.Path;

    /// <summary>Tries another build of the shim without using it.</summary>
    /// <param name="candidate">A path, or a bare name for the system loader.</param>
    /// <returns>The version of its OpenCV.</returns>
    /// <exception cref="NativeLibraryException">It is missing or does not fit.</exception>
    public static string Probe(string candidate) => new OpenCvApi([candidate]).VersionText;

    /// <summary>Why images can't be decoded on this box, as one sentence; null when they can.</summary>
    public static string? WhyMissing()
    {
        try
        {
            _ = OpenCvApi.Instance;
            return null;
        }
        catch (NativeLibraryException missing)
        {
            return missing.Message;
        }
    }
}

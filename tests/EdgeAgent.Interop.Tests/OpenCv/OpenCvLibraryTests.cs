using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Interop.Tests.OpenCv;

public sealed class OpenCvLibraryTests
{
    [Fact]
    public void Version_Built_IsKnown()
    {
        OpenCvHere.Required();

        Assert.StartsWith("4.", OpenCvLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(OpenCvLibrary.Path), OpenCvLibrary.Path);
    }

    [Fact]
    public void Probe_Missing_IsOneSentenceWithTheRemedy()
    {
        var error = Assert.Throws<NativeLibraryException>(() => OpenCvLibrary.Probe("libedge_opencv_absent.so"));

        Assert.StartsWith("OpenCV cannot be loaded: no library was found", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt install libopencv-imgcodecs", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Probe_AnotherLibrary_SaysWhichFunctionIsNotThere()
    {
        var error = Assert.Throws<NativeLibraryException>(() => OpenCvLibrary.Probe("libsndfile.so.1"));

        Assert.Contains("edge_opencv_abi", error.Message, StringComparison.Ordinal);
    }
}

using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.Soxr;

namespace EdgeAgent.Interop.Tests.Soxr;

public sealed class SoxrLibraryTests
{
    [Fact]
    public void Version_Installed_IsKnown()
    {
        Assert.StartsWith("libsoxr-0.1.", SoxrLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(SoxrLibrary.Path), SoxrLibrary.Path);
    }

    [Fact]
    public void Probe_Missing_NamesThePackage()
    {
        var error = Assert.Throws<NativeLibraryException>(() => SoxrLibrary.Probe("libsoxr-absent.so.0"));
        Assert.EndsWith("install it with: apt install libsoxr0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_AnotherLibrary_SaysWhichFunctionIsNotThere()
    {
        var error = Assert.Throws<NativeLibraryException>(() => SoxrLibrary.Probe("libsndfile.so.1"));
        Assert.Contains("soxr_version", error.Message, StringComparison.Ordinal);
    }
}

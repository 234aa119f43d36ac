using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Tests.Mosquitto;

public sealed class MosquittoLibraryTests
{
    [Fact]
    public void Version_Installed_IsKnown()
    {
        Assert.StartsWith("libmosquitto 2.", MosquittoLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(MosquittoLibrary.Path), MosquittoLibrary.Path);
    }

    [Fact]
    public void Probe_Missing_NamesThePackage()
    {
        var error = Assert.Throws<NativeLibraryException>(() => MosquittoLibrary.Probe("libmosquitto-absent.so.1"));
        Assert.EndsWith("install it with: apt install libmosquitto1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Probe_AnotherLibrary_SaysWhichFunctionIsNotThere()
    {
        var error = Assert.Throws<NativeLibraryException>(() => MosquittoLibrary.Probe("libsndfile.so.1"));
        Assert.Contains("mosquitto_lib_version", error.Message, StringComparison.Ordinal);
    }
}

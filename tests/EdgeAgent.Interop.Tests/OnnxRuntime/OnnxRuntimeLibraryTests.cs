using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

[Collection(OneLibraryOneProcess.Name)]
public sealed class OnnxRuntimeLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-ort-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_Default_FindsTheLibraryAndSaysWhich()
    {
        var library = OnnxRuntimeLibrary.Load();
        Assert.Matches(@"^1\.\d+\.\d+", library.Version);
        Assert.True(File.Exists(library.Path), library.Path);
        Assert.Contains("onnxruntime", library.Path, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", library.AvailableProviders);
    }

    [Fact]
    public void Load_Twice_IsTheSameLibrary()
    {
        var library = OnnxRuntimeLibrary.Load();
        Assert.Same(library, OnnxRuntimeLibrary.Load());
        Assert.Same(library, OnnxRuntimeLibrary.Load(library.Path));
    }

    [Fact]
    public void Load_CopyOfTheLibrary_IsRefusedBecauseOneIsLoaded()
    {
        var first = OnnxRuntimeLibrary.Load();
        var copy = Path.Combine(_folder.FullName, "libonnxruntime.so.1");
        File.Copy(first.Path, copy);
        Ort.AssertSentence(Refusal(copy), "already loaded from " + first.Path, copy);
    }

    [Fact]
    public void Load_MissingFile_NamesItAndTheRemedy() =>
        Ort.AssertSentence(Refusal("/nowhere/libonnxruntime.so"), "/nowhere/libonnxruntime.so", "no library was found", "Runtime:OnnxRuntimeLibrary");

    [Fact]
    public void Load_TextFile_SaysThatItIsNoLibrary() =>
        Ort.AssertSentence(Refusal(FileOf("not a library, but long enough to be one"u8)), "is not a shared library", _folder.FullName);

    [Fact]
    public void Load_EmptyFile_SaysThatItIsNoLibrary() =>
        Ort.AssertSentence(Refusal(FileOf([])), "is not a shared library");

    [Fact]
    public void Load_OtherArchitecture_NamesBoth()
    {
        var (other, name) = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ((byte)62, "x86-64") : ((byte)183, "64-bit ARM");
        var header = new byte[64];
        "\u007fELF"u8.CopyTo(header);
        header[18] = other;
        Ort.AssertSentence(Refusal(FileOf(header)), $"is built for {name}, not for ");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(4096)]
    [InlineData(10_000_000)]
    public void Load_TruncatedLibrary_SaysSoAndTheProcessLives(int bytes)
    {
        using var whole = File.OpenRead(OnnxRuntimeLibrary.Load().Path);
        var start = new byte[bytes];
        whole.ReadExactly(start);
        Ort.AssertSentence(Refusal(FileOf(start)), "is cut short");
    }

    [Fact]
    public void Load_LibraryThatNeedsAMissingOne_SaysWhich()
    {
        var needed = Compile("int depth(void) { return 1; }", "libfathom.so");
        var library = Compile("int depth(void); int OrtGetApiBase(void) { return depth(); }", "dependent.so", needed);
        File.Delete(needed);
        Ort.AssertSentence(Refusal(library), "refused by the system loader", "libfathom.so");
    }

    [Fact]
    public void Load_OtherLibrary_SaysWhichFunctionIsMissing() =>
        Ort.AssertSentence(Refusal("libm.so.6"), "libm.so.6 is not a usable ONNX Runtime", "OrtGetApiBase");

    [Theory]
    [InlineData("1.6.0")]
    [InlineData("2.0.0")]
    public void Load_VersionThatDoesNotFit_NamesFoundAndNeeded(string version)
    {
        // A stand-in that, like the real one, knows no API version that the binding can use.
        var library = Compile($$"""
            static const void* get_api(unsigned v) { (void)v; return 0; }
            static const char* get_version(void) { return "{{version}}"; }
            static const void* const base[2] = { (void*)get_api, (void*)get_version };
            const void* OrtGetApiBase(void) { return base; }
            """);
        Ort.AssertSentence(Refusal(library), $"is ONNX Runtime {version}", "1.11 to 1.29", library);
    }

    [Fact]
    public void LogSink_VerboseSession_ReceivesMessagesWithItsName()
    {
        var messages = new List<OrtLogMessage>();
        Ort.Library.LogSink = message => { lock (messages) messages.Add(message); };
        try
        {
            Ort.Doubling(2).Open(Ort.Cpu with { LogSeverity = OrtLogSeverity.Verbose, LogId = "reef" }).Dispose();
        }
        finally
        {
            Ort.Library.LogSink = null;
        }

        Assert.Contains(messages, m => m.Session == "reef" && m.Text.Length > 0 && m.Severity <= OrtLogSeverity.Information);
    }

    [Fact]
    public void LogSink_FailingRun_TellsTheModelInOneLine()
    {
        var messages = new List<OrtLogMessage>();
        using var session = new OnnxModelBuilder().Input("x", "N", "M").Sigmoid("x", "y").Output("y", "N", "K").Open();
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Batched("x", 1, 3)], [OrtTensorSpec.Batched("y", 1, 2)]);
        Ort.Library.LogSink = message => { lock (messages) messages.Add(message); };
        Assert.Throws<OrtException>(() => binding.Run(1));
        Ort.Library.LogSink = null;

        var message = Assert.Single(messages);
        Assert.Equal((OrtLogSeverity.Error, session.Name), (message.Severity, message.Session));
        Assert.DoesNotContain('\n', message.Text);
        Assert.Contains("Sigmoid", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LogSink_DefaultSession_IsQuiet()
    {
        var messages = new List<OrtLogMessage>();
        Ort.Library.LogSink = message => { lock (messages) messages.Add(message); };
        try
        {
            Ort.Doubling(2).Open().Dispose();
        }
        finally
        {
            Ort.Library.LogSink = null;
        }

        Assert.Empty(messages);
    }

    [Fact]
    public void LogSink_ThatThrows_LosesTheMessageAndCountsIt()
    {
        var before = Ort.Library.LostLogMessages;
        Ort.Library.LogSink = _ => throw new InvalidOperationException("a sink that fails");
        try
        {
            Ort.Doubling(2).Open(Ort.Cpu with { LogSeverity = OrtLogSeverity.Verbose }).Dispose();
        }
        finally
        {
            Ort.Library.LogSink = null;
        }

        Assert.True(Ort.Library.LostLogMessages > before);
    }

    private static NativeLibraryException Refusal(string path) => Assert.Throws<NativeLibraryException>(() => OnnxRuntimeLibrary.Load(path));

    private string FileOf(ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder.FullName, "library.so");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string Compile(string source, string name = "stand-in.so", params string[] libraries)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/cc"), "needs a C compiler");
        var (input, output) = (Path.Combine(_folder.FullName, name + ".c"), Path.Combine(_folder.FullName, name));
        File.WriteAllText(input, source);
        using var compiler = Process.Start("/usr/bin/cc", ["-shared", "-fPIC", "-o", output, input, .. libraries]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return output;
    }
}

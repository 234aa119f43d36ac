using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

[Collection(OneLibraryOneProcess.Name)]
public sealed class OrtSessionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-ort-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_Model_TellsTensorsWithTheirShapes()
    {
        using var session = new OnnxModelBuilder()
            .Input("x", "N", 3, OnnxDimension.Open)
            .Input(OnnxType.Int64, "step")
            .Cast("step", "stepFloat", OnnxType.Float)
            .Mul("x", "stepFloat", "y")
            .Output("y", "N", 3, OnnxDimension.Open)
            .Open();

        Assert.Equal(["x", "step"], session.Inputs.Select(t => t.Name));
        Assert.Equal([-1L, 3, -1], session.Inputs[0].Shape);
        Assert.Equal(["N", null, null], session.Inputs[0].DimensionNames);
        Assert.True(session.Inputs[0].IsBatched);
        Assert.Equal("x: Float [N,3,?]", session.Inputs[0].ToString());
        Assert.Equal(TensorElementType.Int64, session.Inputs[1].ElementType);
        Assert.Empty(session.Inputs[1].Shape);
        Assert.False(session.Inputs[1].IsBatched);
        Assert.Equal("y", Assert.Single(session.Outputs).Name);
    }

    [Fact]
    public void Open_Model_TellsItsMetadata()
    {
        var model = new OnnxModelBuilder { Producer = "reef-lab", GraphName = "whale", Description = "Sång", ModelVersion = 7 }
            .Input("x", 1).Constant("k", 1).Add("x", "k", "y").Output("y", 1)
            .Metadata("names", "{0: 'humpback'}").Metadata("imgsz", "[640, 640]");
        using var session = model.Open();
        var metadata = session.Metadata;
        Assert.Equal(("reef-lab", "whale", "Sång", 7), (metadata.Producer, metadata.GraphName, metadata.Description, metadata.Version));
        Assert.Equal("{0: 'humpback'}", metadata.Custom["names"]);
        Assert.Equal("[640, 640]", metadata.Custom["imgsz"]);
        Assert.Equal(2, metadata.Custom.Count);
    }

    [Fact]
    public void Open_FileAndBytes_AreTheSameModel()
    {
        var model = Ort.Doubling(2);
        using var fromFile = OrtSession.Open(Ort.Library, model.Save(PathOf("modèle.onnx")), Ort.Cpu);
        using var fromBytes = model.Open();
        Assert.Equal(fromFile.Inputs[0].ToString(), fromBytes.Inputs[0].ToString());
        Assert.Equal(PathOf("modèle.onnx"), fromFile.Name);
    }

    [Fact]
    public void Open_MissingFile_SaysSo()
    {
        var e = Refusal(PathOf("none.onnx"));
        Assert.Equal(OrtErrorCode.NoSuchFile, e.Code);
        Ort.AssertSentence(e, PathOf("none.onnx"), "there is no such file");
    }

    [Fact]
    public void Open_Folder_SaysThatThereIsNoFile() => Ort.AssertSentence(Refusal(_folder.FullName), "there is no such file");

    [Fact]
    public void Open_EmptyFile_SaysSo()
    {
        File.WriteAllBytes(PathOf("empty.onnx"), []);
        var e = Refusal(PathOf("empty.onnx"));
        Assert.Equal(OrtErrorCode.InvalidProtobuf, e.Code);
        Ort.AssertSentence(e, "empty.onnx", "the file is empty");
    }

    [Fact]
    public void Open_CorruptFile_NamesTheFile()
    {
        File.WriteAllText(PathOf("text.onnx"), "this is a text, and no model");
        var e = Refusal(PathOf("text.onnx"));
        Assert.Equal(OrtErrorCode.InvalidProtobuf, e.Code);
        Ort.AssertSentence(e, "text.onnx cannot be opened: it is no ONNX model, or it is damaged (");
    }

    [Fact]
    public void Open_TruncatedModel_NamesTheFile()
    {
        File.WriteAllBytes(PathOf("half.onnx"), Ort.Doubling(2).Build()[..40]);
        Ort.AssertSentence(Refusal(PathOf("half.onnx")), "half.onnx cannot be opened");
    }

    [Fact]
    public void Open_FutureOpset_SaysWhatIsSupported() =>
        Ort.AssertSentence(
            Assert.Throws<OrtException>(() => new OnnxModelBuilder { Opset = 9999 }.Input("x", 1).Sigmoid("x", "y").Output("y", 1).Open()),
            "The model in memory cannot be opened: it uses operator set 9999, and this library knows up to ");

    [Fact]
    public void Open_UnknownOperator_NamesIt()
    {
        var model = new OnnxModelBuilder().Input("x", 1).Node("HearWhales", ["x"], ["y"]).Output("y", 1);
        Ort.AssertSentence(Assert.Throws<OrtException>(() => model.Open()), "HearWhales");
    }

    [Fact]
    public void Open_MissingInputOfANode_IsAnInvalidGraph()
    {
        var model = new OnnxModelBuilder().Input("x", 1).Add("x", "nothing", "y").Output("y", 1);
        Ort.AssertSentence(Assert.Throws<OrtException>(() => model.Open()), "nothing");
    }

    [Fact]
    public void Open_NoBytes_SaysSo() =>
        Ort.AssertSentence(Assert.Throws<OrtException>(() => OrtSession.Open(Ort.Library, ReadOnlyMemory<byte>.Empty)), "no bytes");

    [Fact]
    public void Open_NegativeThreads_IsRefused() =>
        Ort.AssertSentence(Assert.Throws<OrtException>(() => Ort.Doubling(1).Open(Ort.Cpu with { IntraThreads = -1 })), "-1 threads");

    [Fact]
    public void Open_BytesKeptByTheSession_IsRefused()
    {
        var options = Ort.Cpu with { ConfigEntries = new Dictionary<string, string> { ["session.use_ort_model_bytes_directly"] = "1" } };
        Ort.AssertSentence(Assert.Throws<OrtException>(() => Ort.Doubling(1).Open(options)), "session.use_ort_model_bytes_directly");
    }

    [Fact]
    public void Open_Auto_TakesTheCpuAndSaysWhyNotBetter()
    {
        var logged = new List<string>();
        Ort.Library.LogSink = message => { lock (logged) logged.Add(message.Text); };
        using var session = Ort.Doubling(1).Open(new OrtSessionOptions());
        Ort.Library.LogSink = null;
        Assert.SkipWhen(session.Provider != OrtProvider.Cpu, "this machine has a GPU that works");
        Assert.Equal(2, session.ProviderNotes.Count);
        Assert.StartsWith("TensorRT: ", session.ProviderNotes[0], StringComparison.Ordinal);
        Assert.StartsWith("CUDA: ", session.ProviderNotes[1], StringComparison.Ordinal);
        Assert.All(session.ProviderNotes, note => Assert.EndsWith(".", note, StringComparison.Ordinal));
        // A box without a GPU is no error to log.
        if (session.ProviderNotes.All(note => note.Contains("is not beside", StringComparison.Ordinal))) Assert.Empty(logged);
    }

    [Fact]
    public void Open_AutoWithCorruptModel_BlamesTheModel() =>
        Ort.AssertSentence(
            Assert.Throws<OrtException>(() => OrtSession.Open(Ort.Library, "no model at all"u8.ToArray())),
            "The model in memory cannot be opened");

    [Theory]
    [InlineData(OrtProvider.Cuda, "CUDA")]
    [InlineData(OrtProvider.TensorRt, "TensorRT")]
    public void Open_NamedProviderThatCannotBeHad_IsAnErrorAndNotTheCpu(OrtProvider provider, string name)
    {
        OrtSession? session = null;
        var e = Record.Exception(() => session = Ort.Doubling(1).Open(new OrtSessionOptions { Provider = provider }));
        session?.Dispose();
        Assert.SkipWhen(session is not null, "this machine has a GPU that works");
        Ort.AssertSentence(Assert.IsType<OrtException>(e), name + " was asked for and cannot be had", "auto or cpu");
    }

    [Fact]
    public void Open_CpuByName_HasNoNotes()
    {
        using var session = Ort.Doubling(1).Open(Ort.Cpu);
        Assert.Equal(OrtProvider.Cpu, session.Provider);
        Assert.Empty(session.ProviderNotes);
    }

    [Theory]
    [InlineData("AUTO", true, OrtProvider.Auto)]
    [InlineData("tensorrt", true, OrtProvider.TensorRt)]
    [InlineData("Cuda", true, OrtProvider.Cuda)]
    [InlineData("cpu", true, OrtProvider.Cpu)]
    [InlineData("2", false, OrtProvider.Auto)]
    [InlineData(null, false, OrtProvider.Auto)]
    public void TryParseProvider_Text_IsReadStrictly(string? text, bool fits, OrtProvider expected)
    {
        Assert.Equal(fits, OrtProviders.TryParse(text, out var provider));
        Assert.Equal(expected, provider);
    }

    [Fact]
    public void Open_OptimizedModelAndProfile_AreWritten()
    {
        var options = Ort.Cpu with { OptimizedModelPath = PathOf("optimized.onnx"), ProfilePath = PathOf("profile"), LogSeverity = OrtLogSeverity.Error };
        using (var session = Ort.Doubling(1).Open(options))
        using (var binding = OrtBinding.Create(session, 1))
            binding.Run(1);

        Assert.True(new FileInfo(PathOf("optimized.onnx")).Length > 0);
        Assert.Contains("Mul", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.FullName, "profile*.json"))), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAndClose_ThousandSessions_LeaveNoHandle()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        var model = Ort.Doubling(4).Build();
        for (var i = 0; i < 1000; i++)
        {
            using var session = OrtSession.Open(Ort.Library, model, Ort.Cpu);
            using var binding = OrtBinding.Create(session, 2);
            binding.Run(1 + (i % 2));
        }

        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    [Fact]
    public void Open_ThatFails_LeavesNoHandle()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        for (var i = 0; i < 20; i++) Assert.Throws<OrtException>(() => OrtSession.Open(Ort.Library, "no model"u8.ToArray()));
        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    private static OrtException Refusal(string path) => Assert.Throws<OrtException>(() => OrtSession.Open(Ort.Library, path));

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

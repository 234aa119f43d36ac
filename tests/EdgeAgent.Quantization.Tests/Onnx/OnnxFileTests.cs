using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Tests.Support;

namespace EdgeAgent.Quantization.Tests.Onnx;

public sealed class OnnxFileTests
{
    [Fact]
    public void ReadAndWrite_RealModel_KeepsEveryByteThatMatters()
    {
        var file = Path.Combine(Repository.Root, "models/repository/humpback/1/model.onnx");
        using var folder = new TemporaryFolder();
        var copy = OnnxWriter.Write(OnnxModel.Read(file), Path.Combine(folder.Path, "copy.onnx"))[0];

        Assert.Equal(OnnxModel.Read(file).ToBytes(), OnnxModel.Read(copy).ToBytes());
        Assert.Equal(new FileInfo(file).Length, new FileInfo(copy).Length);
    }

    [Fact]
    public void ReadAndWrite_FieldsThatTheSchemaDoesNotKnow_AreKept()
    {
        using var folder = new TemporaryFolder();
        // Field 25 of a model holds functions, which this schema does not list.
        byte[] unknown = [(25 << 3 & 0x7F) | 2 | 0x80, 1, 3, 7, 8, 9];
        var file = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(file, [.. SmallCnn.Builder().Build(), .. unknown]);

        var written = OnnxModel.Read(file).ToBytes();

        Assert.Equal(unknown, written[^unknown.Length..]);
    }

    [Fact]
    public void Write_LargeWeights_LieBesideTheModelAndComeBack()
    {
        using var folder = new TemporaryFolder();
        var model = OnnxModel.Read(SmallCnn.Save(folder, width: 32));
        var files = OnnxWriter.Write(model, Path.Combine(folder.Path, "large.onnx"), inlineLimit: 1000);

        Assert.Equal(["large.onnx", "large.onnx.data"], files.Select(Path.GetFileName));
        var read = OnnxModel.Read(files[0]);
        Assert.True(read.HasExternalWeights);
        foreach (var (a, b) in model.Graph.Initializer.Zip(read.Graph.Initializer)) Assert.Equal(model.Floats(a), read.Floats(b));
        var input = ListCalibration.Values(new Random(1), SmallCnn.Elements);
        Assert.Equal(Trial.Run(Path.Combine(folder.Path, "full.onnx"), input), Trial.Run(files[0], input));
        // And back into one file.
        var one = OnnxWriter.Write(read, Path.Combine(folder.Path, "one.onnx"))[0];
        Assert.False(OnnxModel.Read(one).HasExternalWeights);
        Assert.Equal(Trial.Run(one, input), Trial.Run(files[0], input));
    }

    [Theory]
    [InlineData("../outside.data")]
    [InlineData("/etc/passwd")]
    public void Read_WeightsOutsideTheFolder_AreRefused(string location)
    {
        using var folder = new TemporaryFolder();
        var model = OnnxModel.Read(SmallCnn.Save(folder));
        var tensor = model.Graph.Initializer[0];
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        var file = Path.Combine(folder.Path, "evil.onnx");
        File.WriteAllBytes(file, model.ToBytes());

        Assert.Contains("not beside the model", Assert.Throws<ModelException>(() => OnnxModel.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WeightsCutShort_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var files = OnnxWriter.Write(OnnxModel.Read(SmallCnn.Save(folder, width: 32)), Path.Combine(folder.Path, "large.onnx"), inlineLimit: 1000);
        using (var data = File.OpenWrite(files[1])) data.SetLength(data.Length - 10);

        Assert.Contains("cut short", Assert.Throws<ModelException>(() => OnnxModel.Read(files[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_DamagedFiles_GiveOneSentenceAndWriteNothing()
    {
        using var folder = new TemporaryFolder();
        var good = SmallCnn.Builder().Build();
        var random = new Random(1);
        var file = Path.Combine(folder.Path, "damaged.onnx");
        for (var trial = 0; trial < 120; trial++)
        {
            var bytes = (byte[])good.Clone();
            if (trial % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
            else for (var i = random.Next(1, 20); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(file, bytes);
            try
            {
                // A changed weight is no damage that anything could notice.
                Trial.Quantize(file, ListCalibration.Noise(16, SmallCnn.Elements));
            }
            catch (ModelException error)
            {
                Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
            }

            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(1, "is not an ONNX model")]
    public void Read_NoModel_IsRefused(int bytes, string words)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "no.onnx");
        File.WriteAllBytes(file, new byte[bytes]);

        Assert.Contains(words, Assert.Throws<ModelException>(() => OnnxModel.Read(file)).Message, StringComparison.Ordinal);
    }
}

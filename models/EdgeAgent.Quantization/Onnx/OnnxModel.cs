using EdgeAgent.Core.Models;
using Google.Protobuf;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>A model file in memory. Weights that lie in files beside it stay there until they are asked for.</summary>
internal sealed class OnnxModel
{
    private const string Unnamed = "the model";

    private OnnxModel(ModelProto proto, string source, string folder)
    {
        Proto = proto;
        Source = source;
        Folder = folder;
    }

    /// <summary>The parsed file; free to be changed.</summary>
    public ModelProto Proto { get; }

    /// <summary>What messages call it.</summary>
    public string Source { get; }

    /// <summary>The folder in which its files of external weights lie.</summary>
    public string Folder { get; }

    /// <summary>The graph.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>Version of the standard operator set.</summary>
    public long Opset
    {
        get => Proto.OpsetImport.FirstOrDefault(o => o.Domain.Length == 0 || o.Domain == "ai.onnx")?.Version ?? 0;
        set
        {
            var standard = Proto.OpsetImport.First(o => o.Domain.Length == 0 || o.Domain == "ai.onnx");
            standard.Version = value;
        }
    }

    /// <summary>Whether weights lie outside the file.</summary>
    public bool HasExternalWeights => Graph.Initializer.Any(t => t.DataLocation == TensorProto.Types.DataLocation.External);

    /// <summary>Bytes of all weights, inside and outside the file.</summary>
    public long WeightBytes => Graph.Initializer.Sum(TensorBytes.SizeOf);

    /// <summary>Reads a model file; external weights are checked to be there, not read.</summary>
    /// <exception cref="ModelException">It can't be read or is no ONNX model; one sentence.</exception>
    public static OnnxModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0) throw new ModelException($"{path} is empty; give an ONNX model");
            var proto = ModelProto.Parser.ParseFrom(CodedInputStream.CreateWithLimits(file, int.MaxValue, 100));
            var model = Check(proto, path, Path.GetDirectoryName(Path.GetFullPath(path))!);
            foreach (var tensor in model.Graph.Initializer) ExternalWeights.Check(tensor, model.Folder, path);
            return model;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelException($"{path} is not an ONNX model: {error.Message.TrimEnd('.')}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Reads a model from its bytes.</summary>
    /// <exception cref="ModelException">They are no ONNX model.</exception>
    public static OnnxModel Parse(ReadOnlyMemory<byte> bytes, string source = Unnamed, string folder = ".")
    {
        try
        {
            return Check(ModelProto.Parser.ParseFrom(bytes.Span), source, folder);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelException($"{source} is not an ONNX model: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>The same model again, to be changed on its own.</summary>
    public OnnxModel Clone() => new(Proto.Clone(), Source, Folder);

    /// <summary>The file's bytes; only for models whose weights are inside and below 2 GiB.</summary>
    public byte[] ToBytes() => Proto.ToByteArray();

    private static OnnxModel Check(ModelProto proto, string source, string folder)
    {
        // Protocol buffers take much that is no model; a graph that computes something is what makes one.
        if (proto.Graph is null || proto.Graph.Node.Count == 0 || proto.Graph.Output.Count == 0)
            throw new ModelException($"{source} is not an ONNX model: it holds no graph with nodes and outputs");
        if (!proto.OpsetImport.Any(o => o.Domain.Length == 0 || o.Domain == "ai.onnx"))
            throw new ModelException($"{source} names no version of the standard operators, so nothing can be said of what it computes");
        return new OnnxModel(proto, source, folder);
    }
}

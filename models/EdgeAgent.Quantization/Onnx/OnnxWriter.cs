using System.Globalization;
using EdgeAgent.Core.Models;
using Google.Protobuf;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>Writes model files, whole or not at all; large weights go to a file beside the model, in blocks of constant size.</summary>
internal static class OnnxWriter
{
    /// <summary>Weights beyond this many bytes go to a file of their own: a protocol buffer cannot exceed 2 GiB, and a small box must not hold it in memory.</summary>
    public const long InlineLimit = 1L << 30;

    private const int BlockBytes = 1 << 20;
    private const int Alignment = 4096;
    private const int SmallTensor = 1024;

    /// <summary>Writes a model; an existing file is replaced in one step.</summary>
    /// <param name="model">The model; its weights may lie in files beside <see cref="OnnxModel.Folder"/>.</param>
    /// <param name="path">Where to.</param>
    /// <param name="inlineLimit">Weights beyond this many bytes go to <c>PATH.data</c>.</param>
    /// <returns>Every file that was written, the model's first.</returns>
    /// <exception cref="ModelException">It can't be written; nothing stays behind.</exception>
    public static IReadOnlyList<string> Write(OnnxModel model, string path, long inlineLimit = InlineLimit)
    {
        var place = Path.GetFullPath(path);
        var data = place + ".data";
        string modelPart = place + ".partial", dataPart = data + ".partial";
        try
        {
            var external = model.WeightBytes > inlineLimit;
            var proto = model.HasExternalWeights || external ? model.Proto.Clone() : model.Proto;
            if (external) MoveOut(model, proto.Graph, dataPart, Path.GetFileName(data));
            else if (model.HasExternalWeights) TakeIn(model, proto.Graph);
            using (var file = new FileStream(modelPart, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                proto.WriteTo(file);
                file.Flush(flushToDisk: true);
            }

            if (external) File.Move(dataPart, data, overwrite: true);
            File.Move(modelPart, place, overwrite: true);
            return external ? [place, data] : [place];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be written: {error.Message.TrimEnd('.')}", error);
        }
        finally
        {
            Remove(modelPart);
            Remove(dataPart);
        }
    }

    /// <summary>Removes a file that this process made; one that is not there is no error.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What led here is the failure to tell; a *.partial file does not look like a model.
        }
    }

    private static void MoveOut(OnnxModel model, GraphProto graph, string path, string location)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, BlockBytes);
        foreach (var tensor in graph.Initializer)
        {
            var bytes = TensorBytes.Expected(tensor);
            if (bytes <= SmallTensor || !IsRaw(tensor)) continue;
            file.Position = (file.Position + Alignment - 1) / Alignment * Alignment;
            var offset = file.Position;
            Copy(model, tensor, bytes, file);
            tensor.ClearRawData();
            tensor.ExternalData.Clear();
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            Add(tensor, "location", location);
            Add(tensor, "offset", offset.ToString(CultureInfo.InvariantCulture));
            Add(tensor, "length", bytes.ToString(CultureInfo.InvariantCulture));
        }

        file.Flush(flushToDisk: true);
    }

    private static void TakeIn(OnnxModel model, GraphProto graph)
    {
        foreach (var tensor in graph.Initializer.Where(t => t.DataLocation == TensorProto.Types.DataLocation.External))
        {
            var bytes = new byte[TensorBytes.Expected(tensor)];
            model.Raw(tensor, 0, bytes);
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(bytes);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    private static void Copy(OnnxModel model, TensorProto tensor, long bytes, FileStream file)
    {
        var block = new byte[Math.Min(bytes, BlockBytes)];
        for (long done = 0; done < bytes;)
        {
            var part = block.AsSpan(0, (int)Math.Min(block.Length, bytes - done));
            model.Raw(tensor, done, part);
            file.Write(part);
            done += part.Length;
        }
    }

    // Tensors in typed fields are small in every exporter that still writes them.
    private static bool IsRaw(TensorProto tensor) => tensor.HasRawData || tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private static void Add(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}

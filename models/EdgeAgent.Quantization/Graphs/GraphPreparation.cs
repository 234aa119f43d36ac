using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Graphs;

/// <summary>
/// Makes a graph plain before it is rewritten: constants, BatchNormalization and what does nothing are folded by ONNX Runtime itself at its
/// basic level, which uses standard operators only; then the operator set is raised and pooling is written as pooling.
/// </summary>
internal static class GraphPreparation
{
    private const long IrVersion = 7;

    /// <summary>A plain copy of a model.</summary>
    /// <exception cref="ModelException">The model can't be used; one sentence.</exception>
    public static OnnxModel Prepare(OnnxRuntimeLibrary library, OnnxModel model)
    {
        var copy = model.Clone();
        Check(copy);
        TakeWeightsFromInputs(copy);
        // What exceeds a protocol buffer is left as it is: the exporters of such models fold by themselves.
        var folded = copy.HasExternalWeights || copy.WeightBytes > OnnxWriter.InlineLimit ? copy : ModelSessions.Optimized(library, copy, OrtGraphOptimization.Basic);
        KeepOpsets(folded, copy);
        OpsetUpgrade.Apply(folded);
        if (folded.Proto.IrVersion < IrVersion) folded.Proto.IrVersion = IrVersion;
        WritePooling(folded);
        var view = new GraphView(folded);
        view.Sweep();
        view.Sort();
        NameNodes(folded);
        folded.Proto.ProducerName = "EdgeAgent";
        return folded;
    }

    // Reports and policies name nodes, and what ONNX Runtime did is found by their names.
    private static void NameNodes(OnnxModel model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var node in model.Graph.Node)
        {
            while (node.Name.Length == 0 || !seen.Add(node.Name)) node.Name = $"{node.OpType}_{number++}";
        }
    }

    private static void Check(OnnxModel model)
    {
        if (model.Graph.Node.FirstOrDefault(n => n.OpType is "QuantizeLinear" or "DequantizeLinear" or "QLinearConv" or "DynamicQuantizeLinear") is { } quantized)
            throw new ModelException($"{model.Source} is quantized already ({quantized.Title()}); give the float model");
        var weights = model.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in model.Graph.Input.Where(i => !weights.Contains(i.Name)))
        {
            if (input.Type?.TensorType is not { } tensor) throw new ModelException($"{model.Source}: the input {input.Name} is no tensor");
            if ((DataType)tensor.ElemType is DataType.Float16 or DataType.Bfloat16)
                throw new ModelException($"{model.Source} computes in {(DataType)tensor.ElemType} already; give the float32 model");
        }
    }

    // Before IR version 4 every weight was listed as an input that a caller may override, so nothing could be folded.
    private static void TakeWeightsFromInputs(OnnxModel model)
    {
        var weights = model.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in model.Graph.Input.Where(i => weights.Contains(i.Name)).ToList()) model.Graph.Input.Remove(input);
        if (model.Proto.IrVersion < 4) model.Proto.IrVersion = 4;
    }

    // ONNX Runtime lists every operator set that it knows; only what the model named, or now uses, belongs in it.
    private static void KeepOpsets(OnnxModel folded, OnnxModel original)
    {
        var named = original.Proto.OpsetImport.Select(o => o.Domain).Concat(folded.Graph.Node.Select(n => n.Domain)).ToHashSet(StringComparer.Ordinal);
        foreach (var foreign in folded.Proto.OpsetImport.Where(o => o.Domain.Length > 0 && !named.Contains(o.Domain)).ToList()) folded.Proto.OpsetImport.Remove(foreign);
    }

    // A mean over both dimensions of a picture is global average pooling, for which there is an 8-bit kernel.
    private static void WritePooling(OnnxModel model)
    {
        if (model.Opset >= 18) return;
        foreach (var node in model.Graph.Node)
        {
            if (node.OpType != "ReduceMean" || node.Int("keepdims", 1) != 1 || node.Ints("axes") is not { Length: 2 } axes) continue;
            if (!axes.SequenceEqual([2L, 3L]) && !axes.SequenceEqual([-2L, -1L])) continue;
            // Negative axes could mean another rank than four.
            if (axes[0] < 0) continue;
            node.OpType = "GlobalAveragePool";
            node.Attribute.Clear();
        }
    }
}

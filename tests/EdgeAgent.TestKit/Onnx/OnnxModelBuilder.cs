using System.Runtime.InteropServices;

namespace EdgeAgent.TestKit.Onnx;

/// <summary>Builds small ONNX models in memory (onnx.proto, IR version 8), so that tests need no committed binaries.
/// Nothing is checked: broken models are built the same way.</summary>
/// <example><c>new OnnxModelBuilder().Input("x", "N", 3).Constant("k", 2f).Mul("x", "k", "y").Output("y", "N", 3).Save(path)</c></example>
public sealed class OnnxModelBuilder
{
    private readonly ProtoWriter _graph = new();
    private readonly ProtoWriter _metadata = new();

    /// <summary>The version of the operator set; up to 17, <c>ReduceMean</c> takes its axes as an attribute.</summary>
    public int Opset { get; init; } = 17;

    public string Producer { get; init; } = "EdgeAgent.TestKit";

    public string GraphName { get; init; } = "test";

    public string Description { get; init; } = "";

    public long ModelVersion { get; init; } = 1;

    public OnnxModelBuilder Input(string name, params ReadOnlySpan<OnnxDimension> shape) => Input(OnnxType.Float, name, shape);

    public OnnxModelBuilder Input(OnnxType type, string name, params ReadOnlySpan<OnnxDimension> shape)
    {
        _graph.Message(11, ValueInfo(type, name, shape));
        return this;
    }

    public OnnxModelBuilder Output(string name, params ReadOnlySpan<OnnxDimension> shape) => Output(OnnxType.Float, name, shape);

    public OnnxModelBuilder Output(OnnxType type, string name, params ReadOnlySpan<OnnxDimension> shape)
    {
        _graph.Message(12, ValueInfo(type, name, shape));
        return this;
    }

    /// <summary>A constant tensor; a scalar when <paramref name="shape"/> is empty.</summary>
    public OnnxModelBuilder Initializer(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Initializer(OnnxType.Float, name, shape, MemoryMarshal.AsBytes(values));

    public OnnxModelBuilder Initializer(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        Initializer(OnnxType.Int64, name, shape, MemoryMarshal.AsBytes(values));

    public OnnxModelBuilder Initializer(OnnxType type, string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> littleEndian)
    {
        var tensor = new ProtoWriter();
        foreach (var size in shape) tensor.Int(1, size);
        _graph.Message(5, tensor.Int(2, (int)type).Text(8, name).Bytes(9, littleEndian));
        return this;
    }

    /// <summary>A scalar constant.</summary>
    public OnnxModelBuilder Constant(string name, float value) => Initializer(name, [], [value]);

    public OnnxModelBuilder Add(string a, string b, string output) => Node("Add", [a, b], [output]);

    public OnnxModelBuilder Mul(string a, string b, string output) => Node("Mul", [a, b], [output]);

    public OnnxModelBuilder MatMul(string a, string b, string output) => Node("MatMul", [a, b], [output]);

    public OnnxModelBuilder Sigmoid(string input, string output) => Node("Sigmoid", [input], [output]);

    public OnnxModelBuilder Cast(string input, string output, OnnxType to) => Node("Cast", [input], [output], ("to", (long)to));

    /// <summary>A convolution; the number of strides is the number of spatial dimensions.</summary>
    public OnnxModelBuilder Conv(string input, string weights, string output, params long[] strides) =>
        Node("Conv", [input, weights], [output], ("strides", strides));

    public OnnxModelBuilder ReduceMean(string input, string output, long[] axes, bool keepDimensions = false) =>
        Node("ReduceMean", [input], [output], ("axes", axes), ("keepdims", keepDimensions ? 1L : 0L));

    /// <summary>Any operator. Attributes are <see cref="long"/>, <see cref="float"/>, <see cref="string"/> or <c>long[]</c>.</summary>
    public OnnxModelBuilder Node(string operation, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        node.Text(3, operation + "_" + outputs[0]).Text(4, operation);
        foreach (var (name, value) in attributes) node.Message(5, Attribute(name, value));
        _graph.Message(1, node);
        return this;
    }

    /// <summary>A custom metadata entry.</summary>
    public OnnxModelBuilder Metadata(string key, string value)
    {
        _metadata.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        return this;
    }

    public byte[] Build()
    {
        var model = new ProtoWriter()
            .Int(1, 8)
            .Text(2, Producer)
            .Int(5, ModelVersion)
            .Text(6, Description)
            .Bytes(7, [.. _graph.ToArray(), .. new ProtoWriter().Text(2, GraphName).ToArray()])
            .Message(8, new ProtoWriter().Text(1, "").Int(2, Opset));
        return [.. model.ToArray(), .. _metadata.ToArray()];
    }

    /// <summary>Writes the model to a file and returns its path.</summary>
    public string Save(string path)
    {
        File.WriteAllBytes(path, Build());
        return path;
    }

    private static ProtoWriter ValueInfo(OnnxType type, string name, ReadOnlySpan<OnnxDimension> shape)
    {
        var dimensions = new ProtoWriter();
        foreach (var dimension in shape)
        {
            var message = new ProtoWriter();
            if (dimension.Size is { } size) message.Int(1, size);
            if (dimension.Name is { } symbol) message.Text(2, symbol);
            dimensions.Message(1, message);
        }

        var tensor = new ProtoWriter().Int(1, (int)type).Message(2, dimensions);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Text(1, name);
        switch (value)
        {
            case long number: return attribute.Int(3, number).Int(20, 2);
            case float number: return attribute.Float(2, number).Int(20, 1);
            case string text: return attribute.Text(4, text).Int(20, 3);
            case long[] numbers:
                foreach (var number in numbers) attribute.Int(8, number);
                return attribute.Int(20, 7);
            default: throw new ArgumentException($"no ONNX attribute is made from a {value.GetType().Name}");
        }
    }
}

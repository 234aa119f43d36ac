using AttributeType = EdgeAgent.Quantization.Onnx.AttributeProto.Types.AttributeType;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>Reads and writes attributes of nodes by name.</summary>
internal static class NodeAttributes
{
    /// <summary>An attribute, or null.</summary>
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    /// <summary>An integer attribute.</summary>
    public static long Int(this NodeProto node, string name, long fallback) => node.Find(name)?.I ?? fallback;

    /// <summary>A float attribute.</summary>
    public static float Float(this NodeProto node, string name, float fallback) => node.Find(name)?.F ?? fallback;

    /// <summary>A list of integers; null when it is not there.</summary>
    public static long[]? Ints(this NodeProto node, string name) => node.Find(name) is { } found ? [.. found.Ints] : null;

    /// <summary>A text attribute.</summary>
    public static string Text(this NodeProto node, string name, string fallback) => node.Find(name)?.S.ToStringUtf8() ?? fallback;

    /// <summary>Sets an integer attribute.</summary>
    public static NodeProto With(this NodeProto node, string name, long value)
    {
        node.Without(name);
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Int, I = value });
        return node;
    }

    /// <summary>Sets a list of integers.</summary>
    public static NodeProto With(this NodeProto node, string name, IEnumerable<long> values)
    {
        node.Without(name);
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.Add(values);
        node.Attribute.Add(attribute);
        return node;
    }

    /// <summary>Takes an attribute away; nothing happens when it is not there.</summary>
    public static void Without(this NodeProto node, string name)
    {
        if (node.Find(name) is { } found) node.Attribute.Remove(found);
    }

    /// <summary>Makes a node of the standard operator set.</summary>
    public static NodeProto Make(string operation, string name, IEnumerable<string> inputs, string output, string domain = "")
    {
        var node = new NodeProto { OpType = operation, Name = name };
        if (domain.Length > 0) node.Domain = domain;
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    /// <summary>What messages call a node: its name and operator.</summary>
    public static string Title(this NodeProto node) => $"{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "")} ({node.OpType})";
}

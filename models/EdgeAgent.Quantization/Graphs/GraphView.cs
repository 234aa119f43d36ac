using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Graphs;

/// <summary>A graph with its threads: who makes a tensor, who reads it, which tensors are constants. Call <see cref="Refresh"/> after changes.</summary>
internal sealed class GraphView
{
    private readonly Dictionary<string, TensorProto> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs = new(StringComparer.Ordinal);
    private int _fresh;

    /// <summary>Looks at a model's graph.</summary>
    public GraphView(OnnxModel model)
    {
        Model = model;
        Refresh();
    }

    /// <summary>The model.</summary>
    public OnnxModel Model { get; }

    /// <summary>Its graph.</summary>
    public GraphProto Graph => Model.Graph;

    /// <summary>Reads the graph again.</summary>
    public void Refresh()
    {
        _weights.Clear();
        _producers.Clear();
        _consumers.Clear();
        _outputs.Clear();
        foreach (var tensor in Graph.Initializer) _weights[tensor.Name] = tensor;
        foreach (var output in Graph.Output) _outputs.Add(output.Name);
        foreach (var node in Graph.Node)
        {
            foreach (var output in node.Output.Where(o => o.Length > 0)) _producers[output] = node;
            foreach (var input in Reads(node).Distinct(StringComparer.Ordinal)) Readers(input).Add(node);
        }
    }

    /// <summary>The constant of a name, or null.</summary>
    public TensorProto? Weights(string name) => _weights.GetValueOrDefault(name);

    /// <summary>The node that makes a tensor; null for inputs and constants.</summary>
    public NodeProto? Producer(string name) => _producers.GetValueOrDefault(name);

    /// <summary>The nodes that read a tensor, also from inside their branches.</summary>
    public IReadOnlyList<NodeProto> Consumers(string name) => _consumers.TryGetValue(name, out var nodes) ? nodes : [];

    /// <summary>Whether a tensor is an output of the model.</summary>
    public bool IsOutput(string name) => _outputs.Contains(name);

    /// <summary>The only node that reads a tensor, when there is one and the tensor is no output.</summary>
    public NodeProto? OnlyConsumer(string name) => !IsOutput(name) && Consumers(name) is [var one] ? one : null;

    /// <summary>A name that no tensor or node has.</summary>
    public string Fresh(string stem)
    {
        string name;
        do name = $"{stem}_{_fresh++}";
        while (_weights.ContainsKey(name) || _producers.ContainsKey(name) || _consumers.ContainsKey(name));
        return name;
    }

    /// <summary>Adds a constant.</summary>
    public string Add(TensorProto tensor)
    {
        Graph.Initializer.Add(tensor);
        _weights[tensor.Name] = tensor;
        return tensor.Name;
    }

    /// <summary>Every reader of a tensor reads another one instead.</summary>
    public void Rewire(string from, string to)
    {
        foreach (var node in Consumers(from))
            for (var i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == from) node.Input[i] = to;
    }

    /// <summary>Drops constants that nothing reads.</summary>
    public void Sweep()
    {
        Refresh();
        foreach (var unused in Graph.Initializer.Where(t => Consumers(t.Name).Count == 0 && !IsOutput(t.Name)).ToList()) Graph.Initializer.Remove(unused);
        _weights.Clear();
        foreach (var tensor in Graph.Initializer) _weights[tensor.Name] = tensor;
    }

    /// <summary>Puts the nodes into an order in which every tensor is made before it is read.</summary>
    public void Sort()
    {
        Refresh();
        var sorted = new List<NodeProto>(Graph.Node.Count);
        var done = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(NodeProto Node, bool Entered)>();
        foreach (var root in Graph.Node)
        {
            open.Push((root, false));
            while (open.TryPop(out var item))
            {
                if (item.Entered) sorted.Add(item.Node);
                else if (done.Add(item.Node))
                {
                    open.Push((item.Node, true));
                    foreach (var input in Reads(item.Node))
                        if (Producer(input) is { } before && !done.Contains(before)) open.Push((before, false));
                }
            }
        }

        Graph.Node.Clear();
        Graph.Node.Add(sorted);
    }

    /// <summary>Everything that a node reads, branches included.</summary>
    public static IEnumerable<string> Reads(NodeProto node) =>
        node.Input.Where(i => i.Length > 0).Concat(Branches(node).SelectMany(g => g.Node.SelectMany(Reads).Concat(g.Output.Select(o => o.Name))));

    /// <summary>The graphs inside a node: branches and loop bodies.</summary>
    public static IEnumerable<GraphProto> Branches(NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Append(a.G));

    private List<NodeProto> Readers(string name)
    {
        if (!_consumers.TryGetValue(name, out var nodes)) _consumers[name] = nodes = [];
        return nodes;
    }
}

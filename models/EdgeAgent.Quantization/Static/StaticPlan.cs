using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Static;

/// <summary>What of a graph becomes 8-bit: decided before anything is rewritten.</summary>
internal sealed class StaticPlan
{
    private readonly GraphView _view;
    private readonly Dictionary<NodeProto, NodeKind> _kinds = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<NodeProto> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tensors = new(StringComparer.Ordinal);

    private StaticPlan(GraphView view) => _view = view;

    /// <summary>Nodes that become 8-bit, rectifiers that vanish included.</summary>
    public IReadOnlySet<NodeProto> Nodes => _nodes;

    /// <summary>Activations that become 8-bit: constants are not among them.</summary>
    public IReadOnlySet<string> Tensors => _tensors;

    /// <summary>Why a node stays float, by node name, for every node that could matter for speed or size.</summary>
    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>The kind of a node.</summary>
    public NodeKind Kind(NodeProto node) => _kinds.GetValueOrDefault(node);

    /// <summary>Makes a plan.</summary>
    /// <param name="view">A prepared graph.</param>
    /// <param name="shapes">Its shapes.</param>
    /// <param name="keepFloat">Names of nodes or operators that stay float, with the reason.</param>
    public static StaticPlan Make(GraphView view, TensorShapes shapes, IReadOnlyDictionary<string, string> keepFloat)
    {
        var plan = new StaticPlan(view);
        var front = FrontEnd.Find(view);
        foreach (var node in view.Graph.Node)
        {
            var (kind, reason) = NodeKinds.Of(view, shapes, node);
            if (front.Contains(node)) (kind, reason) = (NodeKind.Float, "belongs to the front end, whose dynamic range is beyond 8 bits");
            if (keepFloat.TryGetValue(node.Name, out var kept) || keepFloat.TryGetValue(node.OpType, out kept)) (kind, reason) = (NodeKind.Float, kept);
            plan._kinds[node] = kind;
            if (kind == NodeKind.Float) plan._reasons[node.Name] = reason;
        }

        plan.Spread();
        return plan;
    }

    /// <summary>Whether a rectifier's work is done by the operator before it.</summary>
    public bool IsAbsorbed(NodeProto node) => Kind(node) == NodeKind.Rectifier && Before(node) is not null;

    private void Spread()
    {
        var leads = LeadingToWeights();
        // A tensor may be made 8-bit by a reader further down, which opens the way for readers further up: until nothing changes.
        for (var count = -1; count != _nodes.Count + _tensors.Count;)
        {
            count = _nodes.Count + _tensors.Count;
            foreach (var node in _view.Graph.Node) Take(node, leads);
        }

        foreach (var node in _view.Graph.Node.Where(n => !_nodes.Contains(n) && !_reasons.ContainsKey(n.Name)))
            _reasons[node.Name] = leads.Contains(node) ? "what it reads is float" : "lies behind the last weighted layer, where 8 bits cost accuracy and save nothing";
    }

    private void Take(NodeProto node, HashSet<NodeProto> leads)
    {
        switch (Kind(node))
        {
            case NodeKind.Weighted:
                _nodes.Add(node);
                _tensors.Add(node.Input[0]);
                // Without a step behind it a product is given out as float, which is more exact; a convolution needs the step to be 8-bit at all.
                if (node.OpType == "Conv" || leads.Contains(node)) Give(node);
                break;
            case NodeKind.Rectifier when Before(node) is not null:
                _nodes.Add(node);
                _tensors.Add(node.Output[0]);
                break;
            case NodeKind.Kernel or NodeKind.PassThrough when leads.Contains(node) && Feeds(node):
                _nodes.Add(node);
                Give(node);
                break;
        }
    }

    private bool Feeds(NodeProto node)
    {
        var activations = NodeKinds.Data(node).Where(i => _view.Weights(i) is null).ToArray();
        return activations.Length > 0 && activations.All(_tensors.Contains);
    }

    // Where a rectifier follows, its output is what becomes 8-bit.
    private void Give(NodeProto node)
    {
        foreach (var output in node.Output.Where(o => o.Length > 0))
            if (_view.OnlyConsumer(output) is not { } next || Kind(next) != NodeKind.Rectifier || Before(next) != node) _tensors.Add(output);
    }

    private NodeProto? Before(NodeProto rectifier) =>
        _view.Producer(rectifier.Input[0]) is { } before && _nodes.Contains(before) && _view.OnlyConsumer(rectifier.Input[0]) == rectifier
        && before.OpType is "Conv" or "Gemm" or "Add" or "Mul" ? before : null;

    private HashSet<NodeProto> LeadingToWeights()
    {
        var leads = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in _view.Graph.Node.Reverse())
            if (node.Output.SelectMany(_view.Consumers).Any(c => Kind(c) == NodeKind.Weighted || leads.Contains(c))) leads.Add(node);
        return leads;
    }
}

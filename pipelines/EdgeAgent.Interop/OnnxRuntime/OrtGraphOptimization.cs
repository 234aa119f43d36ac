namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it (<c>GraphOptimizationLevel</c>).</summary>
public enum OrtGraphOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Constants and BatchNormalization are folded, what does nothing is removed; only operators of the standard remain.</summary>
    Basic = 1,

    /// <summary>Everything, also what fits this processor only.</summary>
    All = 99,
}

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>What executes the model's operators.</summary>
public enum OrtProvider
{
    /// <summary>The best that works: TensorRT, then CUDA, then CPU. Never the provider of an open session.</summary>
    Auto,

    /// <summary>NVIDIA TensorRT, with CUDA for the operators that it does not take.</summary>
    TensorRt,

    /// <summary>NVIDIA CUDA.</summary>
    Cuda,

    /// <summary>The processor.</summary>
    Cpu,
}

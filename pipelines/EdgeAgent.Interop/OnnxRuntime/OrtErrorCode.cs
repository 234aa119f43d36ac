namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>ONNX Runtime's error codes (<c>OrtErrorCode</c> of its C API).</summary>
public enum OrtErrorCode
{
    /// <summary>No error.</summary>
    Ok = 0,

    /// <summary>A failure with no finer code.</summary>
    Fail = 1,

    /// <summary>An argument, a shape or an element type does not fit.</summary>
    InvalidArgument = 2,

    /// <summary>The model file is not there.</summary>
    NoSuchFile = 3,

    /// <summary>No model was loaded.</summary>
    NoModel = 4,

    /// <summary>The execution engine failed.</summary>
    EngineError = 5,

    /// <summary>The library threw an exception of its own.</summary>
    RuntimeException = 6,

    /// <summary>The file is not an ONNX model, or is damaged.</summary>
    InvalidProtobuf = 7,

    /// <summary>A model was already loaded.</summary>
    ModelLoaded = 8,

    /// <summary>An operator, or an operator's version, is not implemented by the library.</summary>
    NotImplemented = 9,

    /// <summary>The graph breaks ONNX's rules.</summary>
    InvalidGraph = 10,

    /// <summary>An execution provider failed.</summary>
    ProviderFailed = 11,

    /// <summary>Loading was cancelled.</summary>
    LoadCanceled = 12,

    /// <summary>The model has to be compiled first.</summary>
    RequiresCompilation = 13,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 14,
}

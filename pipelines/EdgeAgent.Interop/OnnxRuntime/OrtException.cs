namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>ONNX Runtime refused or failed. The message is one sentence that names the model, tensor or provider.</summary>
public sealed class OrtException : Exception
{
    /// <param name="code">ONNX Runtime's code, or the code that fits best where the binding itself found the mistake.</param>
    /// <param name="message">One sentence.</param>
    /// <param name="innerException">The library's own refusal, when this one adds what it was for.</param>
    public OrtException(OrtErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>ONNX Runtime's error code.</summary>
    public OrtErrorCode Code { get; }
}

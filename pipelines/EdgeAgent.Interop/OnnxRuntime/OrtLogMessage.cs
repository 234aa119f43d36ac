namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>A message that ONNX Runtime would have written to standard error.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Session">The log id of the session (<see cref="OrtSessionOptions.LogId"/>), or <c>edge-agent</c> where no session is meant.</param>
/// <param name="Category">ONNX Runtime's category, usually <c>onnxruntime</c>.</param>
/// <param name="Location">The place in ONNX Runtime's own sources.</param>
/// <param name="Text">The message on one line, without ONNX Runtime's source locations.</param>
public sealed record OrtLogMessage(OrtLogSeverity Severity, string Session, string Category, string Location, string Text);

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Carries ONNX Runtime's messages to a managed sink. Any native thread may call, at any time until the process ends.</summary>
internal sealed unsafe class OrtLog
{
    private long _lost;

    /// <summary>Takes the messages; null drops them.</summary>
    public Action<OrtLogMessage>? Sink { get; set; }

    /// <summary>Messages lost because the sink threw.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>The callback for <c>CreateEnvWithCustomLogger</c>; its parameter is <see cref="ToParameter"/>'s result.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, void> Callback => &OnMessage;

    /// <summary>A handle to this object that lives as long as the process, as the environment that holds it does.</summary>
    public nint ToParameter() => GCHandle.ToIntPtr(GCHandle.Alloc(this));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint parameter, int severity, byte* category, byte* session, byte* location, byte* message)
    {
        var log = (OrtLog)GCHandle.FromIntPtr(parameter).Target!;
        try
        {
            log.Sink?.Invoke(new OrtLogMessage((OrtLogSeverity)severity, Text(session), Text(category), Text(location), OrtStatus.Sentence(Text(message))));
        }
        catch (Exception)
        {
            // A managed exception that reaches a native frame ends the process; a log line is not worth that.
            Interlocked.Increment(ref log._lost);
        }
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}

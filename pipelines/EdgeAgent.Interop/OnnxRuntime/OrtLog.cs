using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Carries ONNX Runtime's messages to a managed sink. Any native thread may call, at any time until the process ends.</summary>
internal sealed unsafe class OrtLog
{
    // Errors heard on this thread during an attempt; null when nobody listens.
    [ThreadStatic]
    private static List<string>? t_errors;

    private long _lost;

    /// <summary>Takes the messages; null drops them.</summary>
    public Action<OrtLogMessage>? Sink { get; set; }

    /// <summary>Messages lost because the sink threw.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>The callback for <c>CreateEnvWithCustomLogger</c>; its parameter is <see cref="ToParameter"/>'s result.</summary>
    public static delegate* unmanaged[Cdecl]<nint, int, byte*, byte*, byte*, byte*, void> Callback => &OnMessage;

    /// <summary>Runs <paramref name="attempt"/>; what the library logs as an error meanwhile on this thread ends up in <paramref name="errors"/> too.</summary>
    /// <remarks>The reason why a provider does not load (which file is missing) is in the log only; the status says no more than that it did not.</remarks>
    public static T Listen<T>(List<string> errors, Func<T> attempt)
    {
        t_errors = errors;
        try
        {
            return attempt();
        }
        finally
        {
            t_errors = null;
        }
    }

    /// <summary>A handle to this object that lives as long as the process, as the environment that holds it does.</summary>
    public nint ToParameter() => GCHandle.ToIntPtr(GCHandle.Alloc(this));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint parameter, int severity, byte* category, byte* session, byte* location, byte* message)
    {
        var log = (OrtLog)GCHandle.FromIntPtr(parameter).Target!;
        try
        {
            if (log.Sink is null && t_errors is null) return;
            var text = OrtStatus.Sentence(Text(message));
            if (severity >= (int)OrtLogSeverity.Error) t_errors?.Add(text);
            log.Sink?.Invoke(new OrtLogMessage((OrtLogSeverity)severity, Text(session), Text(category), Text(location), text));
        }
        catch (Exception)
        {
            // A managed exception that reaches a native frame ends the process; a log line is not worth that.
            Interlocked.Increment(ref log._lost);
        }
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}

using System.Buffers;

namespace EdgeAgent.Core.Control;

/// <summary>The agent's measurements as text. May be called from any thread, by several at once.</summary>
public interface IMetricsText
{
    /// <summary>Writes every measurement as it is now, in the text format of Prometheus (version 0.0.4): UTF-8, whole lines.</summary>
    /// <param name="output">Takes the bytes.</param>
    void Write(IBufferWriter<byte> output);
}

using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Is told how long each live window took. Called on the thread that analyses: it must return at once, and allocate nothing for most windows.</summary>
public interface IWindowWatch
{
    /// <summary>Asked before a window's scores are followed.</summary>
    /// <returns>The W3C trace context that its events are to carry; null for most windows.</returns>
    string? Trace();

    /// <summary>A window was scored and its events are told.</summary>
    /// <param name="times">When what happened.</param>
    /// <param name="model">The model that scored it.</param>
    /// <param name="traceparent">What <see cref="Trace"/> gave for it.</param>
    void Scored(in WindowTimes times, ModelReference model, string? traceparent);
}

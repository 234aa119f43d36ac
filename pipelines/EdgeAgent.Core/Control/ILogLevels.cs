namespace EdgeAgent.Core.Control;

/// <summary>How much the running agent says of each of its areas.</summary>
public interface ILogLevels
{
    /// <summary>What was set, by area; an empty area stands for all that have no entry. Lapsed entries are gone.</summary>
    IReadOnlyList<LogLevelEntry> Levels { get; }

    /// <summary>Sets a level.</summary>
    /// <param name="area">An area as it stands before the colon of log lines, such as <c>MqttPublisher</c>; empty for all.</param>
    /// <param name="level">From <c>trace</c> to <c>none</c>.</param>
    /// <param name="life">After which it is as before; null for as long as the agent runs.</param>
    /// <exception cref="ControlRefusedException">The level is not known, or there are too many entries.</exception>
    void Set(string area, string level, TimeSpan? life);
}

namespace EdgeAgent.Control.Hosting;

/// <summary>The agent can't be driven as configured: one sentence that names the place and the remedy.</summary>
/// <param name="message">The sentence.</param>
/// <param name="cause">What lies under it.</param>
public sealed class ControlException(string message, Exception? cause = null) : Exception(message, cause);

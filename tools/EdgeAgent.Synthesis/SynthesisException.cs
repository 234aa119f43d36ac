namespace EdgeAgent.Synthesis;

/// <summary>Something that was asked cannot be made; the message is one sentence for the user, with the remedy.</summary>
internal sealed class SynthesisException(string message) : Exception(message);

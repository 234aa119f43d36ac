namespace EdgeAgent.Hosting;

/// <summary>The command line asks for something that means nothing; the message is one sentence with the remedy.</summary>
internal sealed class UsageException(string message) : Exception(message);

namespace EdgeAgent.Hosting;

/// <summary>Whether and how events are shown as they come.</summary>
internal enum EventOutput
{
    /// <summary>Lines for people on a screen, NDJSON when piped.</summary>
    Screen,

    /// <summary>NDJSON.</summary>
    Json,

    /// <summary>Not at all: the broker has them, and a journal of events would only wear the flash.</summary>
    None,
}

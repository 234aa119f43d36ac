namespace EdgeAgent.Replay.Output;

/// <summary>A file format for the events of a replay.</summary>
internal enum OutputFormat
{
    /// <summary>One JSON object a line: every revision of every event, and every gap record, in the order in which they came.</summary>
    Ndjson,

    /// <summary>One row for each closed event, for spreadsheets and data frames.</summary>
    Csv,

    /// <summary>Raven selection tables: one over all recordings and one beside each.</summary>
    Raven,

    /// <summary>Audacity label tracks: one over all recordings and one beside each.</summary>
    Audacity,
}

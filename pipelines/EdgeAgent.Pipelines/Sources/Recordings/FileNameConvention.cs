using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>One way in which recorders write a time into a file name.</summary>
/// <param name="Name">Its name in messages and in <see cref="RecordingInfo.TimeSource"/>.</param>
/// <param name="Pattern">Groups <c>date</c> and <c>time</c> (digits with separators) or <c>hex</c> (Unix seconds); optionally <c>fraction</c>, <c>zone</c>, <c>abbreviation</c>.</param>
/// <param name="Zone">What zone its times are in.</param>
internal sealed record FileNameConvention(string Name, Regex Pattern, ZoneRule Zone);

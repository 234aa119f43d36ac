using EdgeAgent.Core.Events;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>
/// Follows objects through the images of one epoch. Pure and clock-free: detections with their video frame in, changes out; the same detections give the same changes.
/// </summary>
public sealed class ObjectTracker
{
    private TrackRules _rules;
    private readonly double _framesPerSecond;
    private readonly float _width;
    private readonly float _height;
    private readonly float _step;
    private readonly List<Track> _tracks = [];
    private readonly List<Detection> _usable = [];
    private readonly List<Track> _told = [];
    private TrackMatcher _matcher;
    private int[] _trackOf = [];
    private bool[] _eligible = [];
    private bool[] _taken = [];
    private long _position = -1;
    private int _nextId;

    /// <summary>Begins an epoch.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="framesPerSecond">Video frames in a second of stream time, &gt; 0.</param>
    /// <param name="width">Width of the source image, pixels.</param>
    /// <param name="height">Height of the source image, pixels.</param>
    /// <param name="firstId">Number of the first track: where the size of the picture changes within an epoch, numbers go on.</param>
    public ObjectTracker(TrackRules rules, double framesPerSecond, int width, int height, int firstId = 1)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (_rules, _framesPerSecond, _width, _height, _nextId) = (rules, framesPerSecond, width, height, firstId);
        _step = (float)(rules.PathStep * Math.Sqrt(((double)width * width) + ((double)height * height)));
        _matcher = new TrackMatcher(rules);
    }

    /// <summary>Objects that are events now.</summary>
    public int OpenCount => _tracks.Count(t => t.IsOpen);

    /// <summary>Detections that could not begin a track because their class has as many as it may.</summary>
    public long Refused { get; private set; }

    /// <summary>Number that the next track gets.</summary>
    public int NextId => _nextId;

    /// <summary>What is followed, events or not yet.</summary>
    internal IReadOnlyList<Track> Tracks => _tracks;

    /// <summary>Objects of a class that are events now.</summary>
    public int OpenOf(int classIndex)
    {
        var count = 0;
        foreach (var track in _tracks)
            if (track.IsOpen && track.ClassIndex == classIndex) count++;
        return count;
    }

    /// <summary>Takes the detections of an image.</summary>
    /// <param name="position">Its video frame since the epoch began; increasing, with holes where frames were not analysed.</param>
    /// <param name="detections">What was seen, pixels of the source image.</param>
    /// <param name="changes">Receives what happened, in the order of track ids.</param>
    public void Add(long position, ReadOnlySpan<Detection> detections, ICollection<TrackChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, _position);
        if (_position >= 0)
            foreach (var track in _tracks) track.Motion.Predict(position - _position);
        _position = position;
        Filter(detections);
        Match();
        for (var i = 0; i < _usable.Count; i++)
        {
            if (_trackOf[i] < 0) continue;
            var track = _tracks[_trackOf[i]];
            track.Motion.Correct(_usable[i].Box);
            track.Observe(position, _usable[i]);
            Follow(track, changes);
        }

        EndLost(changes);
        for (var i = 0; i < _usable.Count; i++)
            if (_trackOf[i] < 0) Begin(_usable[i], changes);
    }

    /// <summary>
    /// Takes an image that was not looked at because nothing moved in it: what was seen last is where it was. It proves nothing new, so nothing is confirmed by it.
    /// </summary>
    /// <param name="position">Its video frame; increasing.</param>
    /// <param name="changes">Receives what happened.</param>
    public void Hold(long position, ICollection<TrackChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, _position);
        foreach (var track in _tracks)
        {
            if (track.LastSeen != _position) continue;
            track.Stay(position);
            if (track.Rest(position, _rules.StationaryIou, Frames(_rules.StationarySeconds)) && track.IsOpen) _told.Add(track);
        }

        _position = position;
        foreach (var track in _told) Tell(track, EventState.Update, null, changes);
        _told.Clear();
        EndLost(changes);
    }

    /// <summary>Ends the epoch: what is open closes.</summary>
    /// <param name="reason">Why, such as <c>gap</c> or <c>end-of-input</c>.</param>
    /// <param name="changes">Receives the closings.</param>
    public void End(string reason, ICollection<TrackChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var track in _tracks)
            if (track.IsOpen) Tell(track, EventState.Close, reason, changes);
        _tracks.Clear();
    }

    /// <summary>Another model with the same labels looks from now on. What is open closes; objects that were events are followed on, and are events again, which continue those, once they are seen again. What was not confirmed yet begins anew.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="rules">The rules from now on; zones and masks are those of before.</param>
    /// <param name="changes">Receives the closings.</param>
    public void Interrupt(string reason, TrackRules rules, ICollection<TrackChange> changes)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var track in _tracks)
        {
            if (!track.IsOpen) continue;
            Tell(track, EventState.Close, reason, changes);
            (track.IsOpen, track.Resumes) = (false, true);
        }

        _tracks.RemoveAll(track => !track.Resumes);
        (_rules, _matcher) = (rules, new TrackMatcher(rules));
    }

    /// <summary>What of the detections can be an object that is followed.</summary>
    private void Filter(ReadOnlySpan<Detection> detections)
    {
        _usable.Clear();
        foreach (var detection in detections)
        {
            var limits = _rules.LimitsOf(detection.ClassIndex);
            var box = detection.Box;
            var (area, ratio) = (box.Area / (_width * _height), box.Width / Math.Max(1e-6f, box.Height));
            if (!limits.Report || !(detection.Score >= limits.ContinueScore) || area < limits.MinArea || area > limits.MaxArea || ratio < limits.MinRatio || ratio > limits.MaxRatio) continue;
            var (x, y) = Foot(box);
            var masked = false;
            foreach (var mask in _rules.Masks) masked |= mask.Contains(x, y);
            if (!masked) _usable.Add(detection);
        }
    }

    /// <summary>Sure detections choose first; weak ones may only continue what they leave.</summary>
    private void Match()
    {
        if (_trackOf.Length < _usable.Count) (_trackOf, _eligible) = (new int[_usable.Count * 2], new bool[_usable.Count * 2]);
        if (_taken.Length < _tracks.Count) _taken = new bool[_tracks.Count * 2];
        _trackOf.AsSpan().Fill(-1);
        _taken.AsSpan().Clear();
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_usable);
        for (var i = 0; i < all.Length; i++) _eligible[i] = all[i].Score >= _rules.LimitsOf(all[i].ClassIndex).MinScore;
        _matcher.Match(_tracks, all, _trackOf, _eligible, _taken);
        _eligible.AsSpan(0, all.Length).Fill(true);
        _matcher.Match(_tracks, all, _trackOf, _eligible, _taken);
    }

    private void Begin(in Detection detection, ICollection<TrackChange> changes)
    {
        var limits = _rules.LimitsOf(detection.ClassIndex);
        if (detection.Score < limits.MinScore) return;
        var alike = 0;
        foreach (var other in _tracks)
        {
            if (other.ClassIndex != detection.ClassIndex) continue;
            alike++;

            // A second box on an object that has its detection is the same object.
            if (other.LastSeen == _position && other.Last.Box.Iou(detection.Box) > 0.5f) return;
        }

        if (alike >= limits.MaxTracks)
        {
            Refused++;
            return;
        }

        var track = new Track(_nextId++, _position, detection, _rules);
        _tracks.Add(track);
        Follow(track, changes);
    }

    /// <summary>Path, rest, zones, and what is to be told.</summary>
    private void Follow(Track track, ICollection<TrackChange> changes)
    {
        track.Walk(_position, _step, _rules.MaxPathPoints);
        var changed = track.Rest(_position, _rules.StationaryIou, Frames(_rules.StationarySeconds));
        var (x, y) = Foot(track.Last.Box);
        for (var zone = 0; zone < _rules.Zones.Count; zone++)
        {
            var rule = _rules.Zones[zone];
            if (rule.Classes.Count == 0 || rule.Classes.Contains(track.ClassIndex)) changed |= track.Visit(zone, rule.Area.Contains(x, y), rule.Inertia);
        }

        if (!track.IsOpen)
        {
            if (track.Resumes) track.Cut(_position);
            else if (!IsEvent(track)) return;
            track.IsOpen = true;
            Tell(track, EventState.Open, null, changes);
        }
        else if (_position - track.First >= Frames(_rules.MaxSeconds))
        {
            Tell(track, EventState.Close, CloseReason.MaxLength, changes);
            track.Cut(_position);
            Tell(track, EventState.Open, null, changes);
        }
        else if (changed || (!track.IsStationary && _position - track.ToldAt >= Frames(_rules.UpdateSeconds)))
        {
            Tell(track, EventState.Update, null, changes);
        }
    }

    private bool IsEvent(Track track)
    {
        if (track.Detections < _rules.ConfirmDetections || track.MedianScore() < _rules.LimitsOf(track.ClassIndex).ConfirmScore) return false;
        var required = false;
        for (var zone = 0; zone < _rules.Zones.Count; zone++)
        {
            var rule = _rules.Zones[zone];
            if (!rule.Required || (rule.Classes.Count > 0 && !rule.Classes.Contains(track.ClassIndex))) continue;
            if (track.Entered[zone]) return true;
            required = true;
        }

        return !required;
    }

    private void EndLost(ICollection<TrackChange> changes)
    {
        var kept = 0;
        for (var i = 0; i < _tracks.Count; i++)
        {
            var track = _tracks[i];
            var missing = _position - track.LastSeen;
            if (missing <= Frames(track.IsOpen || track.Resumes ? _rules.MaxMissingSeconds : _rules.MaxUnconfirmedMissingSeconds))
            {
                _tracks[kept++] = track;
            }
            else if (track.IsOpen)
            {
                Tell(track, EventState.Close, null, changes);
            }
        }

        _tracks.RemoveRange(kept, _tracks.Count - kept);
    }

    private void Tell(Track track, EventState state, string? reason, ICollection<TrackChange> changes)
    {
        track.ToldAt = _position;
        changes.Add(new TrackChange(
            track.Id, track.ClassIndex, state, track.Revision++, track.First, track.LastSeen + 1, track.Last.Box, track.Best, track.Mean, track.Detections, track.IsStationary,
            [.. track.Path], Named(track.Entered), reason, track.Continues) { Entered = Named(track.EverEntered) });
    }

    private string[] Named(IReadOnlyList<bool> zones) => [.. _rules.Zones.Where((_, zone) => zones[zone]).Select(zone => zone.Name)];

    /// <summary>Where an object stands: the middle of its lower edge, in fractions of the image.</summary>
    private (float X, float Y) Foot(in ImageBox box) => (box.CenterX / _width, box.Bottom / _height);

    private long Frames(double seconds) => (long)Math.Ceiling(seconds * _framesPerSecond);
}

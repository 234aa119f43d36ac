namespace EdgeAgent.Edgectl.Relay;

/// <summary>The boxes that wait at a relay, by name.</summary>
/// <param name="mostWaiting">Connections of one box.</param>
/// <param name="time">The clock.</param>
internal sealed class WaitingBoxes(int mostWaiting, TimeProvider time)
{
    private readonly Lock _gate = new();
    // As many as the authority has issued certificates for.
    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);

    /// <summary>A box has dialled.</summary>
    /// <returns>Whether it is the first one of this box that waits.</returns>
    public bool Add(string device, WaitingLink link)
    {
        WaitingLink? oldest = null;
        TaskCompletionSource came;
        bool first;
        lock (_gate)
        {
            if (!_boxes.TryGetValue(device, out var box)) _boxes[device] = box = new Box();
            first = box.Links.Count == 0;
            box.Links.Add(link);
            if (box.Links.Count > mostWaiting)
            {
                oldest = box.Links[0];
                box.Links.RemoveAt(0);
            }

            (came, box.Came) = (box.Came, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        oldest?.Drop();
        came.SetResult();
        return first;
    }

    /// <summary>A connection waits no more.</summary>
    /// <returns>Whether it was the last one of this box.</returns>
    public bool Remove(string device, WaitingLink link)
    {
        lock (_gate) return _boxes.TryGetValue(device, out var box) && box.Links.Remove(link) && box.Links.Count == 0;
    }

    /// <summary>A box's newest connection, for a caller.</summary>
    /// <param name="device">The box.</param>
    /// <param name="patience">How long one that has been here is waited for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The connection, which is the caller's to close, or null when the box is not here.</returns>
    public async Task<RelayConnection?> TakeAsync(string device, TimeSpan patience, CancellationToken cancellation)
    {
        var limit = Task.Delay(patience, time, cancellation);
        while (true)
        {
            WaitingLink? link = null;
            Task came;
            lock (_gate)
            {
                if (!_boxes.TryGetValue(device, out var box)) return null;
                if (box.Links.Count > 0)
                {
                    link = box.Links[^1];
                    box.Links.RemoveAt(box.Links.Count - 1);
                }

                came = box.Came.Task;
            }

            if (link is null)
            {
                if (await Task.WhenAny(came, limit).ConfigureAwait(false) != limit) continue;
                cancellation.ThrowIfCancellationRequested();
                return null;
            }

            // One whose box went away without a word is found out now; then the next one has its turn.
            if (await link.TakeAsync().WaitAsync(cancellation).ConfigureAwait(false) is { } connection) return connection;
        }
    }

    private sealed class Box
    {
        public List<WaitingLink> Links { get; } = [];

        public TaskCompletionSource Came { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

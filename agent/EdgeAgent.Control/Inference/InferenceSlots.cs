using EdgeAgent.Control.Security;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Inference;

/// <summary>
/// How many requests for models are in the box at once, from before their first byte to behind their last: what bounds the memory that they take.
/// One identity that comes over the net has three quarters of them at most, so that somebody slow does not keep everybody out.
/// </summary>
/// <param name="most">So many.</param>
internal sealed class InferenceSlots(int most)
{
    private readonly int _mostOfOne = Math.Max(1, most * 3 / 4);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _takenBy = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>Takes a slot; disposing it gives it back.</summary>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="ControlRefusedException">There is none.</exception>
    public IDisposable Take(Caller caller)
    {
        lock (_lock)
        {
            if (_taken >= most) throw new ControlRefusedException(RefusalKind.Exhausted, $"{most} requests for models are under way already (Inference:Queue); try again in a second");
            var own = _takenBy.GetValueOrDefault(caller.Name);
            if (!caller.IsLocal && own >= _mostOfOne) throw new ControlRefusedException(RefusalKind.Exhausted, $"{caller.Name} has {own} requests for models under way already; try again when one has ended");
            _taken++;
            _takenBy[caller.Name] = own + 1;
        }

        return new Slot(this, caller.Name);
    }

    private void Return(string name)
    {
        lock (_lock)
        {
            _taken--;
            if (--_takenBy[name] == 0) _takenBy.Remove(name);
        }
    }

    private sealed class Slot(InferenceSlots slots, string name) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0) slots.Return(name);
        }
    }
}

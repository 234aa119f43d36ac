using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Inference;

/// <summary>How many requests for models are in the box at once, from before their first byte to behind their last: what bounds the memory that they take.</summary>
/// <param name="most">So many.</param>
internal sealed class InferenceSlots(int most)
{
    private int _taken;

    /// <summary>Takes a slot; disposing it gives it back.</summary>
    /// <exception cref="ControlRefusedException">There is none.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= most) return new Slot(this);
        Interlocked.Decrement(ref _taken);
        throw new ControlRefusedException(RefusalKind.Exhausted, $"{most} requests for models are under way already (Inference:Queue); try again in a second");
    }

    private sealed class Slot(InferenceSlots slots) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0) Interlocked.Decrement(ref slots._taken);
        }
    }
}

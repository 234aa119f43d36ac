using EdgeAgent.Control.Inference;
using EdgeAgent.Control.Security;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Tests.Inference;

public sealed class InferenceSlotsTests
{
    private static readonly Caller Anna = new("cert:anna", Role.Infer, IsLocal: false);
    private static readonly Caller Bert = new("cert:bert", Role.Infer, IsLocal: false);
    private static readonly Caller Local = new("uid:0", Role.Admin, IsLocal: true);

    [Fact]
    public void Take_OneIdentity_LeavesRoomForOthersAndGetsItsSlotsBack()
    {
        var slots = new InferenceSlots(4);
        var held = Enumerable.Range(0, 3).Select(_ => slots.Take(Anna)).ToList();

        Assert.Equal(RefusalKind.Exhausted, Assert.Throws<ControlRefusedException>(() => slots.Take(Anna)).Kind);
        held.Add(slots.Take(Bert));
        Assert.Contains("Inference:Queue", Assert.Throws<ControlRefusedException>(() => slots.Take(Local)).Message, StringComparison.Ordinal);

        held[0].Dispose();
        held[0].Dispose();
        held.Add(slots.Take(Anna));
        Assert.Throws<ControlRefusedException>(() => slots.Take(Local));
        foreach (var slot in held) slot.Dispose();
        var all = Enumerable.Range(0, 4).Select(_ => slots.Take(Local)).ToArray();
        Assert.Throws<ControlRefusedException>(() => slots.Take(Local));
        foreach (var slot in all) slot.Dispose();
    }
}

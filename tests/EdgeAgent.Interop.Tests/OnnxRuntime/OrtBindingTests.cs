using System.Runtime.CompilerServices;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

[Collection(OneLibraryOneProcess.Name)]
public sealed class OrtBindingTests
{
    [Fact]
    public void Run_MatMulAddSigmoid_EqualsTheScalarComputation()
    {
        const int samples = 5, labels = 3, batch = 4;
        var weights = Numbers(samples * labels, 0.1f);
        var bias = Numbers(labels, 0.3f);
        using var session = new OnnxModelBuilder()
            .Input("x", "N", samples)
            .Initializer("w", [samples, labels], weights)
            .Initializer("b", [labels], bias)
            .MatMul("x", "w", "xw").Add("xw", "b", "logits").Sigmoid("logits", "scores")
            .Output("scores", "N", labels)
            .Open();
        using var binding = OrtBinding.Create(session, batch);
        Numbers(batch * samples, 0.7f).CopyTo(binding.Input(0));
        binding.Run(batch);

        var input = binding.Input(0);
        for (var n = 0; n < batch; n++)
        {
            for (var k = 0; k < labels; k++)
            {
                double logit = bias[k];
                for (var s = 0; s < samples; s++) logit += (double)input[n * samples + s] * weights[s * labels + k];
                Assert.Equal(1 / (1 + Math.Exp(-logit)), binding.Output(0)[n * labels + k], 1e-6);
            }
        }
    }

    [Fact]
    public void Run_StridedConvolutionAndMean_EqualsTheScalarComputation()
    {
        const int samples = 12, taps = 4, stride = 2, steps = (samples - taps) / stride + 1;
        var kernel = Numbers(taps, 0.5f);
        using var session = new OnnxModelBuilder()
            .Input("x", "N", 1, samples)
            .Initializer("k", [1, 1, taps], kernel)
            .Conv("x", "k", "c", stride)
            .ReduceMean("c", "y", [1, 2])
            .Output("y", "N")
            .Open();
        using var binding = OrtBinding.Create(session, 2);
        Numbers(2 * samples, 0.9f).CopyTo(binding.Input(0));
        binding.Run(2);

        for (var n = 0; n < 2; n++)
        {
            double sum = 0;
            for (var t = 0; t < steps; t++)
                for (var i = 0; i < taps; i++) sum += (double)binding.Input(0)[n * samples + t * stride + i] * kernel[i];
            Assert.Equal(sum / steps, binding.Output(0)[n], 1e-6);
        }
    }

    [Fact]
    public void Run_TinyModel_ScoresWhatItsDescriptionSays()
    {
        using var session = TinyModels.MeanSigmoid(samples: 8, labels: 2, gain: 3).Open();
        using var binding = OrtBinding.Create(session, 1);
        binding.Input(0).Fill(0.5f);
        binding.Run(1);
        Assert.Equal(1 / (1 + Math.Exp(-1.5)), binding.Output(0)[0], 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-3.0)), binding.Output(0)[1], 1e-6);
    }

    [Fact]
    public void Run_AlternatingBatches_WritesTheRowsOfEachRun()
    {
        using var session = Ort.Doubling(3).Open();
        using var binding = OrtBinding.Create(session, 32);
        for (var round = 0; round < 3; round++)
        {
            foreach (var batch in (int[])[1, 32, 3, 32, 1])
            {
                var input = binding.Input(0);
                Assert.Equal(96, input.Length);
                for (var i = 0; i < input.Length; i++) input[i] = i + round + batch;
                binding.Run(batch);
                Assert.Equal(batch * 3, binding.Output(0).Length);
                for (var i = 0; i < batch * 3; i++) Assert.Equal(2f * (i + round + batch), binding.Output(0)[i]);
            }
        }
    }

    [Fact]
    public void Run_ScalarInt64BesideABatch_IsBoundAsFixed()
    {
        using var session = new OnnxModelBuilder()
            .Input("x", "N", 2)
            .Input(OnnxType.Int64, "step")
            .Cast("step", "factor", OnnxType.Float)
            .Mul("x", "factor", "y")
            .Output("y", "N", 2)
            .Open();
        using var binding = OrtBinding.Create(session,
            [OrtTensorSpec.Fixed("step"), OrtTensorSpec.Batched("x", 4, 2)],
            [OrtTensorSpec.Batched("y", 4, 2)]);
        binding.Input<long>(0)[0] = 5;
        ((ReadOnlySpan<float>)[1, 2, 3, 4]).CopyTo(binding.Input(1));
        binding.Run(2);
        Assert.Equal([5f, 10, 15, 20], binding.Output(0).ToArray());
        binding.Input<long>(0)[0] = -1;
        binding.Run(1);
        Assert.Equal([-1f, -2], binding.Output(0).ToArray());
    }

    [Fact]
    public void Create_SelectedOutput_ComputesThatOne()
    {
        using var session = new OnnxModelBuilder()
            .Input("x", "N", 1).Constant("k", 3)
            .Add("x", "k", "sum").Mul("x", "k", "product")
            .Output("sum", "N", 1).Output("product", "N", 1)
            .Open();
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Batched("x", 1, 1)], [OrtTensorSpec.Batched("product", 1, 1)]);
        binding.Input(0)[0] = 5;
        binding.Run(1);
        Assert.Equal(15, Assert.Single(binding.Output(0).ToArray()));
    }

    [Fact]
    public void Input_Buffer_IsZeroedAndAlignedToACacheLine()
    {
        using var session = Ort.Doubling(3).Open();
        using var binding = OrtBinding.Create(session, 5);
        Assert.Equal(new float[15], binding.Input(0).ToArray());
        // The address, as a distance from null.
        Assert.Equal(0, Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref binding.Input(0)[0]) % 64);
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        using var session = Ort.Doubling(16).Open();
        using var binding = OrtBinding.Create(session, 4);
        for (var batch = 1; batch <= 4; batch++) binding.Run(batch);

        var sum = 0f;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            binding.Input(0)[0] = i;
            binding.Run(1 + (i % 4));
            sum += binding.Output(0)[0];
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(999 * 1000f, sum);
    }

    [Fact]
    public void Input_OtherElementType_IsRefused()
    {
        using var session = Ort.Doubling(1).Open();
        using var binding = OrtBinding.Create(session, 1);
        Ort.AssertSentence(Assert.Throws<ArgumentException>(() => { binding.Input<int>(0); }), "x holds Float elements", "Int32");
        Ort.AssertSentence(Assert.Throws<ArgumentException>(() => { binding.Output<double>(0); }), "y holds Float elements");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    public void Run_BatchOutOfRange_IsRefusedAndTheBindingGoesOn(int batch)
    {
        using var session = Ort.Doubling(1).Open();
        using var binding = OrtBinding.Create(session, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => binding.Run(batch));
        binding.Run(2);
    }

    [Fact]
    public void Run_BatchThatTheModelRefuses_SaysSoAndLeavesNoOldScores()
    {
        // The model's batch is fixed at 2, so a batch of 1 has the wrong shape.
        using var session = new OnnxModelBuilder().Input("x", 2, 3).Constant("k", 2).Mul("x", "k", "y").Output("y", 2, 3).Open();
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Batched("x", 2, 3)], [OrtTensorSpec.Batched("y", 2, 3)]);
        binding.Run(2);
        Assert.Equal(6, binding.Output(0).Length);
        var e = Assert.Throws<OrtException>(() => binding.Run(1));
        Assert.Equal(OrtErrorCode.InvalidArgument, e.Code);
        Ort.AssertSentence(e, "The model in memory failed", "x");
        Assert.Equal(0, binding.Output(0).Length);
        binding.Run(2);
    }

    [Fact]
    public void Run_OutputOfAnotherShapeThanDeclared_IsAnError()
    {
        using var session = new OnnxModelBuilder().Input("x", "N", "M").Constant("k", 2).Mul("x", "k", "y").Output("y", "N", "K").Open();
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Batched("x", 1, 3)], [OrtTensorSpec.Batched("y", 1, 2)]);
        var e = Assert.Throws<OrtException>(() => binding.Run(1));
        Ort.AssertSentence(e, "A run of The model in memory failed", "{1,2}", "{1,3}");
        Assert.DoesNotContain(".cc:", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("[ONNXRuntimeError]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SpecsThatDoNotFit_AreRefusedByName()
    {
        using var session = new OnnxModelBuilder()
            .Input("x", "N", 2).Input("z", "N", 2).Add("x", "z", "y").Output("y", "N", 2).Open();
        var x = OrtTensorSpec.Batched("x", 4, 2);
        var z = OrtTensorSpec.Batched("z", 4, 2);
        var y = OrtTensorSpec.Batched("y", 4, 2);

        Refused([x], [y], "also needs the input z: Float [N,2]");
        Refused([x, z, OrtTensorSpec.Fixed("q")], [y], "no input named q (it has x, z)");
        Refused([x, z], [OrtTensorSpec.Batched("scores", 4, 2)], "no output named scores (it has y)");
        Refused([x, z, x], [y], "x bound twice");
        Refused([x, z], [], "at least one output");
        Refused([x, OrtTensorSpec.Batched("z", 4, 3)], [y], "z: Float [N,2]", "[4,3]");
        Refused([x, OrtTensorSpec.Batched("z", 4)], [y], "z: Float [N,2]", "[4]");
        Refused([x, OrtTensorSpec.Batched("z", 0, 2)], [OrtTensorSpec.Batched("y", 0, 2)], "different largest batches");
        Refused([x, OrtTensorSpec.Fixed("z", -1, 2)], [y], "z: Float [N,2]");
        Refused([x, z], [OrtTensorSpec.Batched("y", 8, 2)], "different largest batches (4, 8)");

        void Refused(OrtTensorSpec[] inputs, OrtTensorSpec[] outputs, params string[] parts) =>
            Ort.AssertSentence(Assert.Throws<OrtException>(() => OrtBinding.Create(session, inputs, outputs)), parts);
    }

    [Fact]
    public void Create_OpenInnerDimension_AsksForItsShape()
    {
        using var session = new OnnxModelBuilder().Input("x", "N", "T").Sigmoid("x", "y").Output("y", "N", "T").Open();
        Ort.AssertSentence(Assert.Throws<OrtException>(() => OrtBinding.Create(session, 2)), "x: Float [N,T]");
    }

    [Fact]
    public void Create_TextTensor_IsRefused()
    {
        using var session = new OnnxModelBuilder().Input(OnnxType.Text, "x", 1).Node("Identity", ["x"], ["y"]).Output(OnnxType.Text, "y", 1).Open();
        Ort.AssertSentence(Assert.Throws<OrtException>(() => OrtBinding.Create(session, 1)), "cannot lie in a buffer");
    }

    [Fact]
    public void Create_TooLargeForASpan_IsRefused()
    {
        using var session = new OnnxModelBuilder().Input("x", "N", "T").Sigmoid("x", "y").Output("y", "N", "T").Open();
        var (x, y) = (OrtTensorSpec.Batched("x", 3, int.MaxValue), OrtTensorSpec.Batched("y", 3, int.MaxValue));
        Ort.AssertSentence(Assert.Throws<OrtException>(() => OrtBinding.Create(session, [x], [y])), "does not fit");
    }

    [Fact]
    public void Create_ThatFails_LeavesNoHandle()
    {
        using var session = Ort.Doubling(1).Open();
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        for (var i = 0; i < 10; i++)
            Assert.Throws<OrtException>(() => OrtBinding.Create(session, [OrtTensorSpec.Batched("x", 1, 1)], [OrtTensorSpec.Batched("y", 1, 9)]));
        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    private static float[] Numbers(int count, float seed)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = MathF.Sin((i + 1) * seed * 3.7f);
        return numbers;
    }
}

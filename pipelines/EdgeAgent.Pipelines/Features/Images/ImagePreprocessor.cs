using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>
/// Brings frames into a model's input in one pass: resized by letterbox, stretch or crop, converted, normalised and laid out, row by row from the source's pixels
/// straight into the session's tensor. There is no image in between, and nothing is allocated once a size was seen.
/// </summary>
/// <remarks>
/// <para>Bilinear puts pixel centres at half positions, as OpenCV's INTER_LINEAR and PyTorch's <c>align_corners=False</c> do; area averages what a pixel covers, as INTER_AREA does.
/// Nothing is rounded to whole levels on the way, so results differ from OpenCV's 8-bit ones by up to one level of 255, and by half a level on average less.</para>
/// <para>Pixels beyond the image's edge are the edge's; pixels beyond a tile's edge are the image's.
/// Y, U and V are interpolated first and converted then; U and V are taken to lie in the middle of the pixels that they stand for.</para>
/// <para>One thread at a time.</para>
/// </remarks>
public sealed class ImagePreprocessor
{
    private readonly SamplingPlan _plan = new();
    private readonly RowTeam? _team;
    private readonly RowScratch[] _scratches;
    private readonly TensorRows<float, FloatElements>? _floats;
    private readonly TensorRows<Half, HalfElements>? _halves;
    private readonly TensorRows<byte, ByteElements>? _bytes;
    private readonly TensorWrite<float, FloatElements>? _floatWrite;
    private readonly TensorWrite<Half, HalfElements>? _halfWrite;
    private readonly TensorWrite<byte, ByteElements>? _byteWrite;

    /// <summary>Prepares for a model's input.</summary>
    /// <param name="input">The input; mean and std have a value for each channel.</param>
    /// <param name="team">Shares the rows of an image; null for the calling thread alone.</param>
    /// <exception cref="ArgumentException">The input makes no sense; one sentence.</exception>
    public ImagePreprocessor(ImageInput input, RowTeam? team = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Width < 1 || input.Height < 1 || (long)input.Width * input.Height * input.Channels > int.MaxValue) throw new ArgumentException($"an input of {input.Width}×{input.Height} pixels can't be filled", nameof(input));
        if (input.Mean.Count < input.Channels || input.Std.Count < input.Channels) throw new ArgumentException($"mean and std need a value for each of the {input.Channels} channels", nameof(input));
        for (var c = 0; c < input.Channels; c++)
            if (input.Std[c] == 0) throw new ArgumentException("std must not be 0", nameof(input));

        Input = input;
        _team = team;
        _scratches = [.. Enumerable.Range(0, team?.Workers ?? 1).Select(_ => new RowScratch())];
        switch (input.Type)
        {
            case PixelType.Single32:
                _floats = new TensorRows<float, FloatElements>(input);
                _floatWrite = new TensorWrite<float, FloatElements>(_plan, _floats, _scratches);
                break;
            case PixelType.Half16:
                _halves = new TensorRows<Half, HalfElements>(input);
                _halfWrite = new TensorWrite<Half, HalfElements>(_plan, _halves, _scratches);
                break;
            default:
                _bytes = new TensorRows<byte, ByteElements>(input);
                _byteWrite = new TensorWrite<byte, ByteElements>(_plan, _bytes, _scratches);
                break;
        }
    }

    /// <summary>The model's input.</summary>
    public ImageInput Input { get; }

    /// <summary>Numbers of one image's tensor: channels · height · width.</summary>
    public int Elements => Input.Channels * Input.Height * Input.Width;

    /// <summary>Where a whole frame lies in the input.</summary>
    public ImagePlacement Place(in FrameLayout layout) => ImagePlacement.Of(Input, layout.Width, layout.Height);

    /// <summary>Writes one image as float32.</summary>
    /// <param name="frame">The source.</param>
    /// <param name="placement">Which part of it lies where, e.g. <see cref="Place"/>.</param>
    /// <param name="tensor">Takes <see cref="Elements"/> numbers; all of them are written.</param>
    /// <exception cref="ArgumentException">The placement lies outside the input, or the tensor has another length.</exception>
    /// <exception cref="InvalidOperationException">The input's numbers are of another type.</exception>
    public void Write(FrameView frame, in ImagePlacement placement, Span<float> tensor)
    {
        Prepare(frame.Layout, placement, tensor.Length);
        Of(_floats).Write(_plan, frame.Bytes, tensor, 0, Input.Height, _scratches[0]);
    }

    /// <summary>Writes one image as float16.</summary>
    /// <inheritdoc cref="Write(FrameView, in ImagePlacement, Span{float})"/>
    public void Write(FrameView frame, in ImagePlacement placement, Span<Half> tensor)
    {
        Prepare(frame.Layout, placement, tensor.Length);
        Of(_halves).Write(_plan, frame.Bytes, tensor, 0, Input.Height, _scratches[0]);
    }

    /// <summary>Writes one image as uint8, clipped to 0..255.</summary>
    /// <inheritdoc cref="Write(FrameView, in ImagePlacement, Span{float})"/>
    public void Write(FrameView frame, in ImagePlacement placement, Span<byte> tensor)
    {
        Prepare(frame.Layout, placement, tensor.Length);
        Of(_bytes).Write(_plan, frame.Bytes, tensor, 0, Input.Height, _scratches[0]);
    }

    /// <summary>Writes one image as float32, its rows shared by the team where there is one.</summary>
    /// <param name="bytes">The source.</param>
    /// <param name="layout">How it lies in the bytes.</param>
    /// <param name="placement">Which part of it lies where.</param>
    /// <param name="tensor">Takes <see cref="Elements"/> numbers; all of them are written.</param>
    /// <inheritdoc cref="Write(FrameView, in ImagePlacement, Span{float})"/>
    public void Write(ReadOnlyMemory<byte> bytes, in FrameLayout layout, in ImagePlacement placement, Memory<float> tensor) => Share(Of(_floatWrite), bytes, layout, placement, tensor);

    /// <summary>Writes one image as float16, its rows shared by the team where there is one.</summary>
    /// <inheritdoc cref="Write(ReadOnlyMemory{byte}, in FrameLayout, in ImagePlacement, Memory{float})"/>
    public void Write(ReadOnlyMemory<byte> bytes, in FrameLayout layout, in ImagePlacement placement, Memory<Half> tensor) => Share(Of(_halfWrite), bytes, layout, placement, tensor);

    /// <summary>Writes one image as uint8, its rows shared by the team where there is one.</summary>
    /// <inheritdoc cref="Write(ReadOnlyMemory{byte}, in FrameLayout, in ImagePlacement, Memory{float})"/>
    public void Write(ReadOnlyMemory<byte> bytes, in FrameLayout layout, in ImagePlacement placement, Memory<byte> tensor) => Share(Of(_byteWrite), bytes, layout, placement, tensor);

    private void Share<T, TElements>(TensorWrite<T, TElements> work, ReadOnlyMemory<byte> bytes, in FrameLayout layout, in ImagePlacement placement, Memory<T> tensor)
        where T : unmanaged
        where TElements : ITensorElements<T>
    {
        // Checks that the bytes hold the frame.
        _ = new FrameView(bytes.Span, layout);
        Prepare(layout, placement, tensor.Length);
        (work.Bytes, work.Tensor) = (bytes, tensor);
        if (_team is null) work.Do(0, 0, Input.Height);
        else _team.Run(work, Input.Height);
        (work.Bytes, work.Tensor) = (default, default);
    }

    private void Prepare(in FrameLayout layout, in ImagePlacement placement, int length)
    {
        if (length != Elements) throw new ArgumentException($"an image of {Input.Channels}×{Input.Height}×{Input.Width} takes {Elements} numbers, not {length}");
        var fits = placement is { X: >= 0, Y: >= 0, Width: >= 1, Height: >= 1, SourceWidth: > 0, SourceHeight: > 0 }
            && placement.X + placement.Width <= Input.Width && placement.Y + placement.Height <= Input.Height;
        if (!fits) throw new ArgumentException($"{placement} does not lie in an input of {Input.Width}×{Input.Height} pixels");
        _plan.Prepare(layout, placement, Input.Interpolation);
        foreach (var scratch in _scratches) scratch.Ensure(_plan.LineLength, placement.Width);
    }

    private TWriter Of<TWriter>(TWriter? writer) where TWriter : class =>
        writer ?? throw new InvalidOperationException($"the input {Input.Tensor} takes {Input.Type}");
}

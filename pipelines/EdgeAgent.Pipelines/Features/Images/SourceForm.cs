using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>The planes and components of a frame's layout: the one place that knows pixel formats.</summary>
internal sealed class SourceForm
{
    private readonly SourcePlane[] _planes = new SourcePlane[3];
    private readonly SourceComponent[] _components = new SourceComponent[3];
    private int _planeCount;
    private int _componentCount;

    /// <summary>The planes.</summary>
    public ReadOnlySpan<SourcePlane> Planes => _planes.AsSpan(0, _planeCount);

    /// <summary>The components: one of gray, one triple, or Y, U and V.</summary>
    public ReadOnlySpan<SourceComponent> Components => _components.AsSpan(0, _componentCount);

    /// <summary>Describes a layout.</summary>
    public void Set(in FrameLayout layout)
    {
        (_planeCount, _componentCount) = (0, 0);
        var luma = layout.Stride * layout.Height;
        switch (layout.Format)
        {
            case PixelFormat.Rgb24 or PixelFormat.Bgr24:
                Add(new SourcePlane(0, layout.Stride, layout.Height, layout.Width * 3, IsChroma: false, IsWide: false));
                Add(new SourceComponent(0, 3, 0, IsChroma: false, IsTriple: true));
                break;
            case PixelFormat.Gray8 or PixelFormat.Gray16:
                Add(new SourcePlane(0, layout.Stride, layout.Height, layout.Width, IsChroma: false, IsWide: layout.Format == PixelFormat.Gray16));
                Add(new SourceComponent(0, 1, 0, IsChroma: false, IsTriple: false));
                break;
            case PixelFormat.Yuyv:
                Add(new SourcePlane(0, layout.Stride, layout.Height, layout.ChromaWidth * 4, IsChroma: false, IsWide: false));
                Add(new SourceComponent(0, 2, 0, IsChroma: false, IsTriple: false));
                Add(new SourceComponent(0, 4, 1, IsChroma: true, IsTriple: false));
                Add(new SourceComponent(0, 4, 3, IsChroma: true, IsTriple: false));
                break;
            default:
                var isPlanar = layout.Format == PixelFormat.Yuv420p;
                Add(new SourcePlane(0, layout.Stride, layout.Height, layout.Width, IsChroma: false, IsWide: false));
                Add(new SourcePlane(luma, layout.ChromaStride, layout.ChromaHeight, layout.ChromaWidth * (isPlanar ? 1 : 2), IsChroma: true, IsWide: false));
                if (isPlanar) Add(new SourcePlane(luma + (layout.ChromaStride * layout.ChromaHeight), layout.ChromaStride, layout.ChromaHeight, layout.ChromaWidth, IsChroma: true, IsWide: false));
                Add(new SourceComponent(0, 1, 0, IsChroma: false, IsTriple: false));
                Add(new SourceComponent(1, isPlanar ? 1 : 2, 0, IsChroma: true, IsTriple: false));
                Add(new SourceComponent(isPlanar ? 2 : 1, isPlanar ? 1 : 2, isPlanar ? 0 : 1, IsChroma: true, IsTriple: false));
                break;
        }
    }

    private void Add(SourcePlane plane) => _planes[_planeCount++] = plane;

    private void Add(SourceComponent component) => _components[_componentCount++] = component;
}

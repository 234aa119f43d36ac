using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

public sealed class StillFolderTests : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly List<SourceGap> _gaps = [];
    private readonly FramePool _pool = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NextAsync_FileThatNeverStopsChanging_LaterImagesPassItAfterAWhile()
    {
        using var stills = Open();
        Image("stills/b.png", 1);
        var growing = _folder.Write("stills/a.png", []);
        var began = _time.GetTimestamp();

        var width = await NextAsync(stills, 0, () => File.AppendAllText(growing, "x"));

        Assert.Equal(17, width);
        // Ten times as long as one settles, so that the order holds where it can.
        Assert.InRange(_time.GetElapsedTime(began).TotalSeconds, 40, 44);
        Assert.Empty(_gaps);
    }

    [Fact]
    public async Task NextAsync_FileThatIsBeingWritten_KeepsItsPlaceAndIsTakenOnceItIsComplete()
    {
        using var stills = Open();
        Image("stills/b.png", 2);
        var growing = _folder.Write("stills/a.png", []);
        var rounds = 0;

        // Five changes, then its last one: an image.
        var width = await NextAsync(stills, 0, () =>
        {
            rounds++;
            if (rounds < 5) File.AppendAllText(growing, "x");
            else if (rounds == 5) Image("stills/a.png", 1);
        });
        stills.Done(0);
        var next = await NextAsync(stills, 1, () => { });

        Assert.Equal((17, 18), (width, next));
        Assert.Empty(_gaps);
    }

    private StillFolder Open()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        return new StillFolder(_folder["stills"], new DirectoryOptions { Settle = Settle, Journal = _folder["journal"] }, ImageDecodeOptions.Default, _gaps.Add, _time);
    }

    // Something happens to the folder each time that it was looked at.
    private async Task<int> NextAsync(StillFolder stills, long position, Action between)
    {
        var coming = stills.NextAsync(_pool, position, () => Assert.Fail("an image is damaged"), TestContext.Current.CancellationToken).AsTask();
        for (var round = 0; round < 100 && !coming.IsCompleted; round++)
        {
            between();
            _time.Advance(Settle / 2);
            await Until.HoldsAsync(() => coming.IsCompleted || _time.Waiting > 0, "it looks at the folder again");
        }

        Assert.True(coming.IsCompleted, "a file that never settles keeps the next one waiting for ever");
        return (await coming)!.Layout.Width;
    }

    // Which one it is is told by its width.
    private void Image(string name, int number)
    {
        using var encoder = new ImageFileEncoder();
        var width = 16 + number;
        _folder.Write(name, encoder.Encode(new byte[width * 16 * 3], width, 16, width * 3, ImagePixels.Bgr24, ImageEncoding.Png, 3).ToArray());
    }
}

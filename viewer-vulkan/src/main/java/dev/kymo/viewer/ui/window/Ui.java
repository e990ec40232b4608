package dev.kymo.viewer.ui.window;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.ImGuiBackend;

/// What panels are given of the window they are in. The window's thread only.
public final class Ui {
    private final Window window;
    private final GpuDevice device;
    private final ImGuiBackend backend;
    private final FrameTimes times = new FrameTimes();
    private final MemoryTrend memory = new MemoryTrend();
    private Fonts fonts;
    private float scale;
    private double nowS;
    private double deltaS;
    private double wantedAtS = Double.POSITIVE_INFINITY;

    Ui(final Window window, final GpuDevice device, final ImGuiBackend backend) {
        this.window = window;
        this.device = device;
        this.backend = backend;
        scale = window.scale();
        Theme.apply(scale);
        fonts = Fonts.load(backend, scale);
    }

    void rescale() {
        scale = window.scale();
        Theme.apply(scale);
        fonts.close();
        fonts = Fonts.load(backend, scale);
    }

    void beginFrame(final double frameAtS, final double sinceLastS) {
        nowS = frameAtS;
        deltaS = sinceLastS;
        wantedAtS = Double.POSITIVE_INFINITY;
    }

    double wantedAtS() {
        return wantedAtS;
    }

    public Window window() {
        return window;
    }

    public GpuDevice device() {
        return device;
    }

    public ImGuiBackend backend() {
        return backend;
    }

    public Fonts fonts() {
        return fonts;
    }

    public FrameTimes times() {
        return times;
    }

    public MemoryTrend memory() {
        return memory;
    }

    /// Pixels per UI pixel.
    public float scale() {
        return scale;
    }

    /// A measure in UI pixels as whole pixels.
    public float px(final double uiPixels) {
        return Math.round(uiPixels * scale);
    }

    /// Seconds since the window opened, of this frame.
    public double nowS() {
        return nowS;
    }

    /// Seconds since the frame before; at most a tenth, so that nothing jumps after a pause.
    public double deltaS() {
        return deltaS;
    }

    /// Asks for another frame right after this one: something moves.
    public void requestFrame() {
        wantedAtS = nowS;
    }

    /// Asks for another frame in so many seconds, if nothing happens before.
    public void requestFrameIn(final double seconds) {
        wantedAtS = Math.min(wantedAtS, nowS + seconds);
    }

    void close() {
        fonts.close();
    }
}

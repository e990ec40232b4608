package dev.kymo.viewer.ui.window;

import dev.kymo.viewer.ui.window.FrameTimes.Phase;
import dev.kymo.viewer.vulkan.CommandList;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.ImGuiBackend;
import dev.kymo.viewer.vulkan.Swapchain;
import imgui.ImGui;
import imgui.ImGuiIO;
import imgui.extension.implot.ImPlot;
import imgui.flag.ImGuiBackendFlags;
import imgui.flag.ImGuiConfigFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draws a window's frames: when there was input, when a panel asked for it, else not at all. Main thread.
public final class WindowLoop implements AutoCloseable {
    /// What is in the window.
    public interface Content {
        /// Whether something outside of the window has changed since the last frame. Asked now and then.
        boolean hasNews();

        /// Between ImGui's newFrame and render.
        void draw(Ui ui);

        /// Whether what was just drawn lacks something that the next pass will have, as while docks find their sizes:
        /// it
        /// is then drawn again at once, and only what is whole goes to the display.
        default boolean isPartial() {
            return false;
        }

        /// The frame is on its way to the display.
        default void presented() {}

        /// Memory outside of the Java heap that is held for the content, by what it is for.
        default Map<String, Long> offHeapBytes() {
            return Map.of();
        }
    }

    /// ImGui needs a few frames until what one input sets off has come to rest.
    private static final int SETTLE_FRAMES = 3;
    /// Until it has taken all that was typed at once, as by a machine.
    private static final int SETTLE_FRAMES_MAX = 240;
    /// A frame is drawn so often at most until it is whole: a layout takes a handful of passes to be made.
    private static final int PASSES_MAX = 12;

    /// Of a pass after the first of a frame; ImGui takes no zero.
    private static final double PASS_DELTA_S = 1e-4;

    private static final double NEWS_INTERVAL_S = 0.05;
    private static final double FRAME_INTERVAL_S = 1 / 60.0;
    private static final double DELTA_MAX_S = 0.1;
    /// Of a frame's own time, between it and one that only news asks for.
    private static final double REST_SHARE = 0.3;

    private static final double REST_MAX_S = 0.015;

    private static final double NS_PER_S = 1e9;

    private final Window window;
    private final Swapchain swapchain;
    private final ImGuiBackend backend;
    private final Ui ui;
    private final @Nullable Path layoutFile;
    private final long openedNs = System.nanoTime();
    private long lastFrameNs = openedNs;
    private long lastEndNs = openedNs;
    private double lastTookS;
    private int settling = SETTLE_FRAMES;

    /// Makes ImGui's context for the window. There is one at a time.
    ///
    /// @param device from [GpuDevice#openForWindow]
    /// @param layoutFile where ImGui's layout is kept; null for nowhere
    public WindowLoop(final Window window, final GpuDevice device, final @Nullable Path layoutFile) {
        this.window = window;
        this.layoutFile = layoutFile;
        ImGui.createContext();
        ImPlot.createContext();
        final ImGuiIO io = ImGui.getIO();
        io.setIniFilename(null);
        io.addConfigFlags(ImGuiConfigFlags.DockingEnable);
        io.addBackendFlags(ImGuiBackendFlags.RendererHasVtxOffset | ImGuiBackendFlags.HasMouseCursors);
        io.setConfigWindowsMoveFromTitleBarOnly(true);
        if (layoutFile != null && Files.isReadable(layoutFile)) {
            ImGui.loadIniSettingsFromDisk(layoutFile.toString());
        }
        swapchain = Swapchain.open(device, window.handle());
        backend = new ImGuiBackend(device, swapchain);
        ui = new Ui(window, device, backend);
        window.attach();
    }

    public Ui ui() {
        return ui;
    }

    /// Runs until the window is to be closed.
    public void run(final Content content) {
        double wantedAtS = 0;
        boolean isNews = false;
        while (!window.shouldClose()) {
            final double idleS =
                    settling > 0 || isNews ? 0 : Math.max(0, Math.min(NEWS_INTERVAL_S, wantedAtS - nowS()));
            final boolean input = window.awaitEvents(Math.max(idleS, restS(isNews)));
            if (input) {
                settling = Math.min(SETTLE_FRAMES_MAX, Math.max(settling, SETTLE_FRAMES) + window.takePresses());
            }
            isNews |= content.hasNews();
            // A row that wakes the window in its rest waits for the rest's end: the frame then shows all there are
            if (!input && isNews && restS(true) > 0) {
                continue;
            }
            if (settling > 0 || isNews || nowS() >= wantedAtS) {
                settling = Math.max(0, settling - 1);
                isNews = false;
                drawFrame(content);
                wantedAtS = ui.wantedAtS();
            }
        }
    }

    /// How long to the next frame. A display that does not hold frames back (a virtual one) would otherwise be drawn
    /// at full speed; and what is drawn by the CPU leaves some of it to the programs that it shows.
    private double restS(final boolean isNews) {
        final double sinceBeginS = (System.nanoTime() - lastFrameNs) / NS_PER_S;
        final double sinceEndS = (System.nanoTime() - lastEndNs) / NS_PER_S;
        final double shareS = isNews ? Math.min(REST_MAX_S, REST_SHARE * lastTookS) - sinceEndS : 0;
        return Math.max(0, Math.max(FRAME_INTERVAL_S - sinceBeginS, shareS));
    }

    private double nowS() {
        return (System.nanoTime() - openedNs) / NS_PER_S;
    }

    private void drawFrame(final Content content) {
        final long beganNs = System.nanoTime();
        if (window.takeScaleChanged()) {
            ui.rescale();
        }
        if (window.takeSurfaceLost()) {
            swapchain.lose();
        }
        final int width = window.framebufferWidth();
        final int height = window.framebufferHeight();
        if (width <= 0 || height <= 0) {
            // minimised: nothing to draw until an event says otherwise
            settling = 0;
            return;
        }
        final ImGuiIO io = ImGui.getIO();
        ui.times().beginFrame(beganNs);
        final double sinceLastS = Math.max(PASS_DELTA_S, (beganNs - lastFrameNs) / NS_PER_S);
        lastFrameNs = beganNs;
        io.setDisplaySize(width, height);
        // All of it, rests too: else two clicks with a rest between them would be a double-click.
        drawPass(content, io, sinceLastS);
        for (int pass = 1; pass < PASSES_MAX && content.isPartial(); pass++) {
            drawPass(content, io, PASS_DELTA_S);
        }
        window.showCursor(ImGui.getMouseCursor());
        final FrameTimes times = ui.times();
        final long builtNs = System.nanoTime();
        times.add(Phase.INTERFACE, builtNs - beganNs - times.currentNs(Phase.SCENE));
        final CommandList commands = swapchain.begin(width, height, Theme.GROUND_DEEP);
        final long acquiredNs = System.nanoTime();
        times.add(Phase.ACQUIRE, acquiredNs - builtNs);
        if (commands == null) {
            return;
        }
        backend.record(commands, ImGui.getDrawData());
        final long recordedNs = System.nanoTime();
        times.add(Phase.RECORD, recordedNs - acquiredNs);
        swapchain.present(commands);
        final long endNs = System.nanoTime();
        times.add(Phase.PRESENT, endNs - recordedNs);
        times.add(Phase.TOTAL, endNs - beganNs);
        times.endFrame();
        lastEndNs = endNs;
        lastTookS = (endNs - beganNs) / NS_PER_S;
        content.presented();
        ui.memory().look(nowS(), ui.device(), content::offHeapBytes);
        if (io.getWantSaveIniSettings()) {
            saveLayout();
            io.setWantSaveIniSettings(false);
        }
    }

    private void drawPass(final Content content, final ImGuiIO io, final double sinceLastS) {
        io.setDeltaTime((float) sinceLastS);
        ui.beginFrame(nowS(), Math.min(sinceLastS, DELTA_MAX_S));
        ImGui.newFrame();
        content.draw(ui);
        ImGui.render();
    }

    private void saveLayout() {
        final Path file = layoutFile;
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
            ImGui.saveIniSettingsToDisk(file.toString());
        } catch (final IOException e) {
            // A layout that can't be kept is no reason to stop looking at data; the next start has the default one.
            return;
        }
    }

    /// Whatever shows textures must have been closed before; device and window are the caller's.
    @Override
    public void close() {
        saveLayout();
        ui.close();
        backend.close();
        swapchain.close();
        ImPlot.destroyContext();
        ImGui.destroyContext();
    }
}

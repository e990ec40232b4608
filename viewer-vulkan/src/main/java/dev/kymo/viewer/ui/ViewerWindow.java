package dev.kymo.viewer.ui;

import dev.kymo.viewer.ui.panel.EntityTreePanel;
import dev.kymo.viewer.ui.panel.KeptLayouts;
import dev.kymo.viewer.ui.panel.Panel;
import dev.kymo.viewer.ui.panel.RecentFiles;
import dev.kymo.viewer.ui.panel.SelectionPanel;
import dev.kymo.viewer.ui.panel.TimePanel;
import dev.kymo.viewer.ui.panel.Workspace;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.Sources;
import dev.kymo.viewer.ui.window.NoDisplayException;
import dev.kymo.viewer.ui.window.Placement;
import dev.kymo.viewer.ui.window.Window;
import dev.kymo.viewer.ui.window.WindowLoop;
import dev.kymo.viewer.ui.window.WindowReport;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The viewer in a window of its own, until the user closes it.
public final class ViewerWindow {
    /// How to open it.
    ///
    /// @param file opened at once; null for the start page
    /// @param width of the window in screen coordinates; `height` likewise; null for what it was last time
    /// @param configFolder where layout, window and recent files are kept; null to keep nothing
    /// @param stateFile where the state is written after every frame that changed it; null for nowhere
    public record Options(
            @Nullable Path file,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Path configFolder,
            @Nullable Path stateFile) {}

    private static final int DEFAULT_WIDTH = 1440;
    private static final int DEFAULT_HEIGHT = 900;

    private ViewerWindow() {}

    /// The panels around the views, in the order of their tabs. Whoever adds one adds it here.
    private static List<Panel> panels() {
        return List.of(new EntityTreePanel(), new SelectionPanel(), new TimePanel());
    }

    /// Blocks until the window is closed. On the program's main thread.
    ///
    /// @return how long frames took, and what memory there was
    /// @throws NoDisplayException when there is no display to open a window on
    /// @throws IllegalStateException when the validation layer, if it is on, had something to say
    public static WindowReport run(final Options options, final Sources sources) throws IOException {
        return run(options, sources, _ -> {});
    }

    /// As the other one.
    ///
    /// @param begin what is done first, on the window's thread: such as to open something that is no file
    public static WindowReport run(final Options options, final Sources sources, final Consumer<Session> begin)
            throws IOException {
        final Path folder = options.configFolder;
        HeapGoal.set();
        final Path placementFile = folder == null ? null : folder.resolve("window.properties");
        Window.initialize();
        final GpuDevice device = GpuDevice.openForWindow(DeviceOptions.fromEnvironment());
        final WindowReport report;
        try (device;
                FreedMemory _ = FreedMemory.giveBackNowAndThen();
                Window window = Window.open("Kymo", placement(options, placementFile))) {
            report = run(options, sources, begin, device, window);
            if (placementFile != null) {
                Files.createDirectories(placementFile.toAbsolutePath().getParent());
                window.placement().save(placementFile);
            }
        }
        if (!device.validationMessages().isEmpty()) {
            throw new IllegalStateException("Vulkan validation: " + device.validationMessages());
        }
        return report;
    }

    private static WindowReport run(
            final Options options,
            final Sources sources,
            final Consumer<Session> begin,
            final GpuDevice device,
            final Window window) {
        final Path folder = options.configFolder;
        final RecentFiles recent = new RecentFiles(folder == null ? null : folder.resolve("recent.txt"));
        final Path stateFile = options.stateFile;
        try (WindowLoop loop = new WindowLoop(window, device, folder == null ? null : folder.resolve("layout.ini"));
                Workspace workspace = new Workspace(
                        loop.ui(),
                        new Session(sources, Window::wake),
                        recent,
                        new KeptLayouts(folder == null ? null : folder.resolve("layouts")),
                        panels(),
                        stateFile == null ? null : new StateFile(stateFile))) {
            if (options.file != null) {
                workspace.open(options.file);
            }
            begin.accept(workspace.session());
            try {
                loop.run(workspace);
            } catch (final InternalError fault) {
                final Recording shown = workspace.session().recording();
                if (shown == null) {
                    throw fault;
                }
                throw shown.explain(fault);
            }
            return new WindowReport(loop.ui().times(), loop.ui().memory());
        }
    }

    private static Placement placement(final Options options, final @Nullable Path saved) {
        final Placement otherwise = Placement.ofSize(
                options.width == null ? DEFAULT_WIDTH : options.width,
                options.height == null ? DEFAULT_HEIGHT : options.height);
        return saved == null || options.width != null ? otherwise : Placement.load(saved, otherwise);
    }

    /// `$XDG_CONFIG_HOME/kymo`, or what stands for it.
    public static Path configFolder() {
        final String base = System.getenv("XDG_CONFIG_HOME");
        return base == null || base.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config", "kymo")
                : Path.of(base, "kymo");
    }
}

package dev.kymo.viewer.ui.panel;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.sweep.Releasable;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Notices;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.ui.window.Window;
import dev.kymo.viewer.ui.window.WindowLoop;
import imgui.ImGui;
import imgui.ImGuiViewport;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiDir;
import imgui.flag.ImGuiKey;
import imgui.flag.ImGuiPopupFlags;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import imgui.internal.flag.ImGuiDockNodeFlags;
import imgui.type.ImBoolean;
import imgui.type.ImInt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that is in the window: bars, docked panels, the start page, messages.
public final class Workspace implements WindowLoop.Content, AutoCloseable {
    private static final int FIXED = ImGuiWindowFlags.NoDecoration
            | ImGuiWindowFlags.NoDocking
            | ImGuiWindowFlags.NoSavedSettings
            | ImGuiWindowFlags.NoMove
            | ImGuiWindowFlags.NoBringToFrontOnFocus
            | ImGuiWindowFlags.NoNavFocus;
    private static final String POINT_CLOUDS = "ply,las,laz,pcd,xyz,csv,e57,bin";
    /// ImGui takes so many frames until docked windows are where they belong; they stay empty meanwhile.
    private static final int LAYOUT_FRAMES = 2;

    private static final float LEFT = 250;
    private static final float RIGHT = 310;

    private final Ui ui;
    private final Session session;
    private final RecentFiles recent;
    private final List<Panel> sides;
    private final ViewArea views;
    private final LayoutHistory history;
    private final KeptLayouts layouts;
    private final TopBar topBar = new TopBar();
    private final StartPage startPage = new StartPage();
    private final NoticeOverlay notices = new NoticeOverlay();
    private final FileDialog files = new FileDialog(FileDialog.Kind.OPEN);
    private final FileDialog target = new FileDialog(FileDialog.Kind.SAVE);
    private final WindowActions actions = new WindowActions();
    private final @Nullable Watcher watcher;
    private final Map<String, float[]> places = new LinkedHashMap<>();
    private final ImBoolean open = new ImBoolean();
    private boolean layoutAsked;
    private Set<ViewerState.Side> keptFolded;
    private int unsettledFrames;
    private boolean helpShown;
    private @Nullable Path asked;
    private boolean closeAsked;
    private Set<SweepPolicy.ProtectedRange> protectedRanges = Set.of();
    private String title = "";
    private long drawn;

    /// Whoever looks at the window from outside.
    public interface Watcher {
        /// Does what it has been told to do with the window. Asked now and then, between frames.
        ///
        /// @return whether there was anything
        boolean obey(Workspace workspace);

        /// A frame has been drawn.
        void drawn(Workspace workspace);
    }

    /// @param panels in the order of their tabs; closed with this
    /// @param watcher told after every frame; null for nobody
    public Workspace(
            final Ui ui,
            final Session session,
            final RecentFiles recent,
            final KeptLayouts layouts,
            final List<Panel> panels,
            final @Nullable Watcher watcher) {
        this.ui = ui;
        this.session = session;
        this.recent = recent;
        sides = List.copyOf(panels);
        this.layouts = layouts;
        views = new ViewArea(ui, layouts);
        history = new LayoutHistory(views);
        this.watcher = watcher;
        layouts.folded().forEach(side -> session.apply(Command.toggle(side)));
        keptFolded = session.state().closed();
    }

    /// Opens a file and remembers it; what is no file is only opened.
    public void open(final Path file) {
        session.open(file);
        asked = file;
    }

    /// What can't be opened is not worth being remembered.
    private void rememberOpened() {
        final Path file = asked;
        final Recording shown = session.recording();
        if (file != null && session.opening() == null) {
            asked = null;
            if (shown != null && shown.name().equals(String.valueOf(file.getFileName()))) {
                recent.add(file);
            }
        }
    }

    /// One recording is shown at a time: the first. The others are a click away.
    private void openFirst(final List<Path> given) {
        if (given.isEmpty()) {
            return;
        }
        given.subList(1, given.size()).reversed().stream().filter(Files::exists).forEach(recent::add);
        open(given.getFirst());
        if (given.size() > 1) {
            session.notices()
                    .add(
                            Notices.Level.INFO,
                            given.size() + " files were given, "
                                    + given.getFirst().getFileName()
                                    + " is shown. The others are among the recent ones on the start page (Ctrl+W).");
        }
    }

    /// Which dialog waits for a file's name: the desktop's, also while it is on its way, or the prompt in its stead.
    public String dialog() {
        return files.isAsking() || target.isAsking()
                ? "DESKTOP"
                : files.isPrompting() || target.isPrompting() ? "PROMPT" : "";
    }

    private void forget() {
        history.forget();
        sides.forEach(Panel::forget);
        views.forget();
    }

    private void handOver() {
        sides.forEach(Panel::forget);
        views.handOver();
    }

    /// How far what views make in the background has come; of those that make something.
    public List<String> progress() {
        return panels().stream()
                .map(Panel::progress)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private List<Panel> panels() {
        final List<Panel> all = new ArrayList<>(sides);
        all.addAll(views.panels());
        return all;
    }

    /// While docks find their sizes, or views wait for theirs.
    @Override
    public boolean isPartial() {
        return session.recording() != null && (unsettledFrames > 0 || views.isUnderway());
    }

    @Override
    public boolean hasNews() {
        final boolean obeyed = watcher != null && watcher.obey(this);
        return obeyed || session.hasNews() || views.hasNews() || files.hasNews() || target.hasNews();
    }

    @Override
    public void draw(final Ui frameUi) {
        openFirst(ui.window().takeDropped());
        if (closeAsked) {
            closeAsked = false;
            forget();
            session.closeRecording();
        }
        session.beginFrame(ui.deltaS(), this::welcome, this::handOver);
        rememberOpened();
        giveUpCaches();
        try {
            drawFrame();
            history.look(ui, session);
            protectShown();
        } finally {
            session.endFrame();
        }
        if (session.state().time().playing()) {
            ui.requestFrame();
        }
        if (!session.state().closed().equals(keptFolded)) {
            keptFolded = session.state().closed();
            layouts.saveFolded(keptFolded);
        }
    }

    @Override
    public void presented() {
        drawn++;
        if (watcher != null) {
            watcher.drawn(this);
        }
        final long nowNs = System.nanoTime();
        session.takeDrawnRows((madeNs, visibleNs) -> ui.times().addRow(nowNs, madeNs, visibleNs));
    }

    @Override
    public Map<String, Long> offHeapBytes() {
        final Map<String, Long> bytes = new LinkedHashMap<>();
        for (final MemoryTag tag : MemoryTag.values()) {
            bytes.put(tag.name().toLowerCase(Locale.ROOT), OffHeap.usedBytes(tag));
        }
        return bytes;
    }

    private void giveUpCaches() {
        final Releasable.Rank rank = session.takeCacheRequest();
        if (rank != null) {
            panels().forEach(panel -> panel.giveUp(rank));
        }
    }

    /// What is on the screen stays when memory is short: rows at the cursor, and those of times that views were turned
    /// to.
    private void protectShown() {
        final Recording shown = session.recording();
        if (shown == null || !shown.isLive()) {
            return;
        }
        final TimeState time = session.state().time();
        final Set<SweepPolicy.ProtectedRange> ranges = new LinkedHashSet<>();
        if (!time.timeline().isEmpty()) {
            ranges.add(new SweepPolicy.ProtectedRange(time.timeline(), time.time(), time.time()));
        }
        for (final Panel panel : views.panels()) {
            ranges.addAll(panel.shownRanges(session));
        }
        if (!ranges.equals(protectedRanges)) {
            protectedRanges = ranges;
            shown.protect(List.copyOf(ranges));
        }
    }

    private void welcome() {
        forget();
        protectedRanges = Set.of();
        unsettledFrames = LAYOUT_FRAMES;
    }

    private void drawFrame() {
        final ImGuiViewport viewport = ImGui.getMainViewport();
        final float width = viewport.getSizeX();
        final float height = viewport.getSizeY();
        final float bar = ui.px(Theme.TOP_BAR);
        final float status = ui.px(Theme.STATUS_BAR);
        Shortcuts.obey(withoutClosing(ui.window().takeChords()), session, actions);
        fixed("top bar", 0, 0, width, bar, Theme.GROUND, () -> topBar.draw(ui, session, actions, width));
        if (session.recording() == null) {
            fixed(
                    "start page",
                    0,
                    bar,
                    width,
                    height - bar,
                    Theme.GROUND_DEEP,
                    () -> startPage.draw(ui, session, recent, actions));
        } else {
            fixed(
                    "status bar",
                    0,
                    height - status,
                    width,
                    status,
                    Theme.GROUND,
                    () -> StatusBar.draw(ui, session, width));
            drawPanels(bar, width, height - bar - status);
        }
        files.draw(ui, (chosen, _) -> openFirst(chosen));
        target.draw(ui, (chosen, isConfirmed) -> chosen.forEach(file -> session.save(file, isConfirmed)));
        // Over the time panel, which stays in sight
        final float[] time = places.get(TimePanel.NAME);
        final boolean isOverTime = session.recording() != null && time != null && time[1] > height / 2;
        notices.draw(ui, session.notices(), width, isOverTime ? time[1] : height - status);
        if (helpShown) {
            ShortcutHelp.draw(ui);
        }
        nameWindow();
    }

    /// Escape closes what is in front, and does nothing else then.
    private List<Window.Chord> withoutClosing(final List<Window.Chord> chords) {
        final boolean popup = ImGui.isPopupOpen("", ImGuiPopupFlags.AnyPopup);
        final boolean escapes = (popup || helpShown) && chords.stream().anyMatch(each -> each.key() == ImGuiKey.Escape);
        if (!escapes) {
            return chords;
        }
        helpShown &= popup;
        if (popup) {
            // no window: all popups close
            ImGui.setWindowFocus(null);
        }
        return chords.stream().filter(each -> each.key() != ImGuiKey.Escape).toList();
    }

    private void fixed(
            final String name,
            final float x,
            final float y,
            final float width,
            final float height,
            final int ground,
            final Runnable content) {
        ImGui.setNextWindowPos(x, y);
        ImGui.setNextWindowSize(width, height);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, 0, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowRounding, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowMinSize, 1, 1);
        ImGui.pushStyleColor(ImGuiCol.WindowBg, Theme.packed(ground));
        final boolean shown = ImGui.begin("##" + name, FIXED);
        ImGui.popStyleColor();
        ImGui.popStyleVar(3);
        if (shown) {
            content.run();
        }
        ImGui.end();
    }

    private void drawPanels(final float top, final float width, final float height) {
        ImGui.setNextWindowPos(0, top);
        ImGui.setNextWindowSize(width, height);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, 0, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowRounding, 0);
        ImGui.begin("##dock", FIXED | ImGuiWindowFlags.NoBackground);
        ImGui.popStyleVar(2);
        final int dock = ImGui.getID("dock");
        if (layoutAsked || imgui.internal.ImGui.dockBuilderGetNode(dock).ptr == 0) {
            layoutAsked = false;
            buildLayout(dock, width, height);
            unsettledFrames = LAYOUT_FRAMES;
        }
        ImGui.dockSpace(
                dock,
                0,
                0,
                imgui.flag.ImGuiDockNodeFlags.PassthruCentralNode
                        | imgui.flag.ImGuiDockNodeFlags.NoDockingInCentralNode);
        ImGui.end();
        places.clear();
        final var centre = imgui.internal.ImGui.dockBuilderGetCentralNode(dock);
        views.draw(ui, session, centre.getPosX(), centre.getPosY(), centre.getSizeX(), centre.getSizeY());
        for (final Panel panel : panels()) {
            if (isOpen(panel.place())) {
                drawPanel(panel);
            }
        }
        if (unsettledFrames > 0) {
            unsettledFrames--;
            ui.requestFrame();
        }
    }

    private boolean isOpen(final Panel.Place place) {
        final ViewerState state = session.state();
        return switch (place) {
            case LEFT -> state.isOpen(ViewerState.Side.LEFT);
            case RIGHT -> state.isOpen(ViewerState.Side.RIGHT);
            case BOTTOM -> state.isOpen(ViewerState.Side.TIME);
            case CENTRE -> true;
        };
    }

    static String windowName(final Panel panel) {
        // What comes after the hashes is the window's identity: the title may change.
        return panel.icon() + "  " + panel.title() + "###" + panel.name();
    }

    private void drawPanel(final Panel panel) {
        if (!panel.isPadded()) {
            ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, 0, 0);
        }
        final int flags =
                ImGuiWindowFlags.NoCollapse | ImGuiWindowFlags.NoScrollbar | ImGuiWindowFlags.NoScrollWithMouse;
        final boolean shown;
        if (panel.isClosable()) {
            views.place(panel);
            open.set(true);
            shown = ImGui.begin(windowName(panel), open, flags);
            views.placed(panel, shown);
            if (!open.get()) {
                views.close(session, panel);
            }
        } else {
            shown = ImGui.begin(windowName(panel), flags);
        }
        if (!panel.isPadded()) {
            ImGui.popStyleVar();
        }
        if (shown && unsettledFrames == 0 && (!panel.isClosable() || views.isBuilt())) {
            places.put(panel.name(), new float[] {
                ImGui.getWindowPosX(), ImGui.getWindowPosY(), ImGui.getWindowWidth(), ImGui.getWindowHeight()
            });
            panel.draw(ui, session);
        }
        ImGui.end();
    }

    /// The layout of a first start: entities left, what is selected right, time below, views in the middle.
    private void buildLayout(final int dock, final float width, final float height) {
        imgui.internal.ImGui.dockBuilderRemoveNode(dock);
        imgui.internal.ImGui.dockBuilderAddNode(dock, ImGuiDockNodeFlags.DockSpace);
        imgui.internal.ImGui.dockBuilderSetNodeSize(dock, width, height);
        final Map<Panel.Place, Integer> nodes = new EnumMap<>(Panel.Place.class);
        final float bottom = Math.clamp(height * 0.25f, ui.px(150), ui.px(250));
        final ImInt rest = new ImInt(dock);
        nodes.put(Panel.Place.BOTTOM, split(rest, ImGuiDir.Down, bottom / height));
        nodes.put(Panel.Place.LEFT, split(rest, ImGuiDir.Left, ui.px(LEFT) / width));
        nodes.put(Panel.Place.RIGHT, split(rest, ImGuiDir.Right, ui.px(RIGHT) / (width - ui.px(LEFT))));
        nodes.put(Panel.Place.CENTRE, rest.get());
        for (final Panel panel : sides) {
            imgui.internal.ImGui.dockBuilderDockWindow(
                    windowName(panel), java.util.Objects.requireNonNull(nodes.get(panel.place())));
        }
        imgui.internal.ImGui.dockBuilderGetNode(java.util.Objects.requireNonNull(nodes.get(Panel.Place.BOTTOM)))
                .addLocalFlags(ImGuiDockNodeFlags.NoTabBar);
        imgui.internal.ImGui.dockBuilderFinish(dock);
    }

    private static int split(final ImInt rest, final int direction, final float share) {
        final ImInt other = new ImInt();
        final ImInt part = new ImInt();
        imgui.internal.ImGui.dockBuilderSplitNode(rest.get(), direction, share, part, other);
        rest.set(other.get());
        return part.get();
    }

    private void nameWindow() {
        final var recording = session.recording();
        final String wanted = recording == null ? "Kymo" : recording.name() + " · Kymo";
        if (!wanted.equals(title)) {
            title = wanted;
            ui.window().title(wanted);
        }
    }

    public Session session() {
        return session;
    }

    public Ui ui() {
        return ui;
    }

    /// Frames drawn so far.
    public long frameCount() {
        return drawn;
    }

    /// How many changes of the layout can be undone, and how many done again.
    public int[] undoPoints() {
        return new int[] {history.undoable(), history.redoable()};
    }

    /// Where panels are: x, y, width, height in pixels, by name.
    public Map<String, float[]> places() {
        return places;
    }

    @Override
    public void close() {
        forget();
        session.close();
        sides.forEach(Panel::close);
        views.close();
    }

    private final class WindowActions implements Shortcuts.Actions, StartPage.Actions {
        @Override
        public void openFile() {
            files.ask("Recordings", "");
        }

        @Override
        public void saveRecording() {
            if (session.recording() != null) {
                target.ask("Recordings", "rrd");
            }
        }

        @Override
        public void openRecording() {
            files.ask("Recordings", "rrd");
        }

        @Override
        public void openPointCloud() {
            files.ask("Point clouds", POINT_CLOUDS);
        }

        @Override
        public void open(final Path file) {
            Workspace.this.open(file);
        }

        @Override
        public void attach() {
            session.attach();
        }

        @Override
        public void attach(final StoreId live) {
            session.attach(live);
        }

        @Override
        public void undo() {
            history.undo(session);
        }

        @Override
        public void redo() {
            history.redo(session);
        }

        @Override
        public int undoable() {
            return history.undoable();
        }

        @Override
        public int redoable() {
            return history.redoable();
        }

        @Override
        public void resetLayout() {
            layoutAsked = true;
            session.state().closed().forEach(side -> session.apply(Command.toggle(side)));
            views.resetLayout();
        }

        @Override
        public void toggleFullscreen() {
            ui.window().toggleFullscreen();
        }

        @Override
        public void toggleHelp() {
            helpShown = !helpShown;
        }

        @Override
        public void focusSelection() {
            panels().forEach(panel -> panel.look(Panel.Look.SELECTION));
        }

        @Override
        public void resetEye() {
            panels().forEach(panel -> panel.look(Panel.Look.EVERYTHING));
        }

        @Override
        public void filterEntities() {
            panels().forEach(Panel::filter);
        }

        @Override
        public void closeRecording() {
            closeAsked = true;
        }

        @Override
        public void quit() {
            ui.window().requestClose();
        }
    }
}

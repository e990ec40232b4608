package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.viewer.ui.panel.KeptLayout.Box;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.ViewKind;
import imgui.ImGui;
import imgui.ImGuiWindowClass;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiCond;
import imgui.flag.ImGuiDir;
import imgui.flag.ImGuiMouseButton;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import imgui.internal.flag.ImGuiDockNodeFlags;
import imgui.type.ImInt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The middle of the window: the views of the open recording, in docks of their own. Opens what the heuristics
/// propose, now and whenever something new is logged, and keeps them where the user puts them.
final class ViewArea implements AutoCloseable {
    private static final int HOST = ImGuiWindowFlags.NoDecoration
            | ImGuiWindowFlags.NoDocking
            | ImGuiWindowFlags.NoSavedSettings
            | ImGuiWindowFlags.NoMove
            | ImGuiWindowFlags.NoBringToFrontOnFocus
            | ImGuiWindowFlags.NoNavFocus;
    private static final int OVERLAY = ImGuiWindowFlags.NoDecoration
            | ImGuiWindowFlags.NoDocking
            | ImGuiWindowFlags.NoSavedSettings
            | ImGuiWindowFlags.NoMove
            | ImGuiWindowFlags.NoBackground
            | ImGuiWindowFlags.NoFocusOnAppearing
            | ImGuiWindowFlags.NoNavFocus;
    /// A recording that grows is looked through for new things this often; less often, up to the second number, as
    /// long as there are none.
    private static final double LOOK_INTERVAL_S = 0.5;

    private static final double LOOK_INTERVAL_MAX_S = 4;

    private static final int NEVER = -1;
    private static final int VIEW_CLASS = 1;
    private static final int SETTLE_FRAMES = 3;
    private static final int BUILD_FRAMES = 3;
    private static final float SHARE_STEPS = 1000;

    private record Place(float left, float top, float width, float height) {}

    private final ViewPanels makes;
    private final Map<String, Panel> panels = new LinkedHashMap<>();
    /// The docks that views were put into, so that it is seen when the user has moved one.
    private final Map<String, Integer> placed = new HashMap<>();

    /// Where views that are to float go with their next frame.
    private final Map<String, Box> floats = new HashMap<>();

    private final ImGuiWindowClass docking = new ImGuiWindowClass();
    /// Views that come to the front of their tabs once all have been docked.
    private final List<String> fronts = new ArrayList<>();

    private final ViewSearch search = new ViewSearch();
    private long seenChanges = NEVER;
    private int seenEntities;
    private double lookedAtS;
    private double lookIntervalS = LOOK_INTERVAL_S;
    private Place place = new Place(0, 0, 0, 0);
    private int settling = SETTLE_FRAMES;
    /// Frames until the docks that were built have their sizes: what is shown of one that no window is in yet
    /// goes to the others.
    private int unbuilt;

    private boolean layoutAsked = true;
    private boolean arrangedByHand;
    private int framesSinceDrag;
    private final KeptLayouts layouts;
    private final ViewTracker tracker = new ViewTracker();
    /// The open recording's.
    private String application = "";
    /// What the user made of the application's views before; null when they are where heuristics put them.
    private @Nullable KeptLayout kept;
    /// Where views are; null while they move.
    private @Nullable KeptLayout settled;

    private boolean movedByHand;

    ViewArea(final Ui ui, final KeptLayouts layouts) {
        makes = new ViewPanels(ui);
        this.layouts = layouts;
        // Tabs have buttons of their own, and the row's end is the menu's.
        docking.setDockNodeFlagsOverrideSet(ImGuiDockNodeFlags.NoCloseButton);
        // Else the dock around all panels, whose middle this is, would offer itself to a view that is dragged.
        docking.setClassId(VIEW_CLASS);
        docking.setDockingAllowUnclassed(false);
    }

    /// Opens the views and puts them to where they would be had the user never touched them.
    void resetLayout() {
        layouts.remove(application);
        kept = null;
        seenChanges = NEVER;
        movedByHand = true;
        askLayout();
    }

    private void askLayout() {
        layoutAsked = true;
        arrangedByHand = false;
        settled = null;
    }

    /// Opens and closes views and puts them where they were once, such as before a change that is undone. Views that
    /// were not known then stay open, with their like.
    void restore(final Session session, final KeptLayout layout) {
        kept = layout;
        layouts.save(application, layout);
        final OpenViews views = session.state().slice(OpenViews.class, OpenViews.NONE);
        session.apply(Command.slice("Open views", views.asKept(layout, 0)));
        layoutAsked = true;
        arrangedByHand = true;
        settled = null;
    }

    /// Where views are and which are open; null while something of that moves.
    @Nullable
    KeptLayout settled() {
        return settled;
    }

    /// Whether the user has moved, opened or closed some since the last call.
    boolean takeMovedByHand() {
        final boolean isMoved = movedByHand;
        movedByHand = false;
        return isMoved;
    }

    /// Whether a frame would show views that the last one did not, which have been found for a recording that rests, or
    /// more in one of them.
    boolean hasNews() {
        boolean isAny = search.hasFound();
        for (final Panel panel : panels.values()) {
            isAny |= panel.hasNews();
        }
        return isAny;
    }

    /// Whether views are where they belong.
    boolean isBuilt() {
        return unbuilt == 0;
    }

    /// Whether the next pass will show views that this one did not.
    boolean isUnderway() {
        return !isBuilt() || (layoutAsked && settling > 1);
    }

    /// The panels of all open views.
    List<Panel> panels() {
        return List.copyOf(panels.values());
    }

    /// Draws the docks, not what is in them.
    ///
    /// @param left edge of the area in pixels; the others likewise
    void draw(
            final Ui ui,
            final Session session,
            final float left,
            final float top,
            final float width,
            final float height) {
        framesSinceDrag = ImGui.isMouseDown(ImGuiMouseButton.Left) ? 0 : framesSinceDrag + 1;
        propose(ui, session);
        final Place now = new Place(left, top, width, height);
        if (!now.equals(place)) {
            // The docks around take a frame or two to find their sizes.
            place = now;
            settling = SETTLE_FRAMES;
        }
        unbuilt = Math.max(0, unbuilt - 1);
        if (settling > 0) {
            settling--;
            ui.requestFrame();
        }
        if (settling == 0) {
            fronts.forEach(ImGui::setWindowFocus);
            fronts.clear();
        }
        if (layoutAsked && settling > 1) {
            return;
        }
        final OpenViews views = session.state().slice(OpenViews.class, OpenViews.NONE);
        reconcile(views);
        ImGui.setNextWindowPos(left, top);
        ImGui.setNextWindowSize(width, height);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, 0, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowRounding, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowMinSize, 1, 1);
        ImGui.pushStyleColor(ImGuiCol.WindowBg, Theme.packed(Theme.GROUND_DEEP));
        ImGui.begin("##views", HOST);
        ImGui.popStyleColor();
        ImGui.popStyleVar(3);
        final int dock = ImGui.getID("views");
        if (!panels.isEmpty() && layoutAsked) {
            layoutAsked = false;
            build(ui, views, dock, width, height);
            settling = SETTLE_FRAMES;
            unbuilt = BUILD_FRAMES;
            ui.requestFrame();
        }
        ImGui.dockSpace(dock, 0, 0, 0, docking);
        ImGui.end();
        keep(ui, views, dock);
        drawMenu(ui, session, views, left + width, top);
    }

    /// Remembers what the user has changed, once the mouse has let go of it.
    private void keep(final Ui ui, final OpenViews views, final int dock) {
        settled = null;
        if (settling > 0 || !fronts.isEmpty() || ImGui.isAnyMouseDown()) {
            tracker.disturb();
            return;
        }
        final List<String> open = views.open().stream().map(View::id).toList();
        if (!placed.keySet().containsAll(open)) {
            return;
        }
        final KeptLayout now =
                tracker.look(dock, open, views.closed().stream().map(View::id).toList(), placed);
        if (tracker.isChangedByHand(ui, now, place.width, place.height)) {
            arrangedByHand = true;
            movedByHand = true;
            kept = now;
            layouts.save(application, now);
        }
        settled = tracker.isCalm() && !layoutAsked ? now : null;
    }

    /// To be called before a view's window is begun: a new one goes to its like.
    void place(final Panel panel) {
        ImGui.setNextWindowClass(docking);
        final Box box = floats.remove(panel.name());
        if (box != null) {
            ImGui.setNextWindowDockID(0, ImGuiCond.Always);
            ImGui.setNextWindowPos(
                    Math.round(place.left + box.left() * place.width),
                    Math.round(place.top + box.top() * place.height));
            ImGui.setNextWindowSize(Math.round(box.width() * place.width), Math.round(box.height() * place.height));
        }
        final Panel like = panels.values().stream()
                .filter(each -> !each.name().equals(panel.name())
                        && placed.containsKey(each.name())
                        && each.icon().equals(panel.icon()))
                .findFirst()
                .orElse(null);
        if (!placed.containsKey(panel.name())) {
            final Integer dock = like == null ? null : placed.get(like.name());
            if (dock != null) {
                ImGui.setNextWindowDockID(dock, ImGuiCond.Always);
            } else if (!placed.isEmpty()) {
                ImGui.setNextWindowDockID(placed.values().iterator().next(), ImGuiCond.Always);
            }
        }
    }

    /// To be called inside of a view's window.
    ///
    /// @param shown whether it is in front of its tabs
    void placed(final Panel panel, final boolean shown) {
        final int dock = ImGui.getWindowDockID();
        tracker.seen(panel.name(), shown, box());
        final Integer before = placed.put(panel.name(), dock);
        // A layout that is being built moves windows too
        arrangedByHand |= before != null && before != dock && framesSinceDrag <= SETTLE_FRAMES;
    }

    /// Of the window that is being drawn, to the precision that a file keeps.
    private Box box() {
        return new Box(
                share(ImGui.getWindowPosX() - place.left, place.width),
                share(ImGui.getWindowPosY() - place.top, place.height),
                share(ImGui.getWindowWidth(), place.width),
                share(ImGui.getWindowHeight(), place.height));
    }

    private static float share(final float pixels, final float of) {
        return Math.round(pixels / Math.max(1, of) * SHARE_STEPS) / SHARE_STEPS;
    }

    void close(final Session session, final Panel panel) {
        set(session, panel.name(), false);
    }

    private void set(final Session session, final String id, final boolean open) {
        final OpenViews views = session.state().slice(OpenViews.class, OpenViews.NONE);
        arrangedByHand = true;
        session.apply(Command.slice((open ? "Open view " : "Close view ") + id, views.opening(id, open)));
    }

    private void propose(final Ui ui, final Session session) {
        final ViewSearch.Found found = search.take();
        if (found != null) {
            open(session, found);
        }
        if (seenChanges == session.changes() || search.isUnderway()) {
            return;
        }
        final int entities = session.reader().store().entities().size();
        final boolean isDue = seenChanges == NEVER
                || ui.nowS() - lookedAtS >= (entities == seenEntities ? lookIntervalS : LOOK_INTERVAL_S);
        if (!isDue) {
            ui.requestFrameIn(lookIntervalS);
            return;
        }
        seenChanges = session.changes();
        lookedAtS = ui.nowS();
        final RecordingStore store = Objects.requireNonNull(session.recording()).store();
        final String shown = store.id().applicationId();
        if (!shown.equals(application)) {
            application = shown;
            kept = layouts.load(shown).orElse(null);
        }
        search.begin(store);
    }

    private void open(final Session session, final ViewSearch.Found found) {
        final OpenViews before = session.state().slice(OpenViews.class, OpenViews.NONE);
        // An entity that comes late may be worth more than what came first: until the user has chosen, all is chosen
        // anew. Other news, such as values that have grown, leave views where they are.
        final boolean isAnew = !arrangedByHand && found.entities() != seenEntities;
        lookIntervalS =
                found.entities() == seenEntities ? Math.min(LOOK_INTERVAL_MAX_S, lookIntervalS * 2) : LOOK_INTERVAL_S;
        seenEntities = found.entities();
        final OpenViews settled = isAnew ? OpenViews.NONE : before;
        OpenViews after = settled.with(found.proposals());
        if (kept != null) {
            after = after.asKept(kept, settled.views().size());
        }
        if (!after.equals(before)) {
            lookIntervalS = LOOK_INTERVAL_S;
            // Until the user has arranged them, all are arranged anew; from then on new ones join their like.
            layoutAsked |= !arrangedByHand;
            session.apply(Command.slice("Open views", after));
        }
    }

    private void reconcile(final OpenViews views) {
        for (final String id : List.copyOf(panels.keySet())) {
            if (views.find(id).filter(View::isOpen).isEmpty()) {
                placed.remove(id);
                makes.discard(panels.remove(id));
            }
        }
        for (final View view : views.open()) {
            final Panel panel = panels.computeIfAbsent(view.id(), _ -> makes.create(view));
            if (panel instanceof ViewPanel shown) {
                shown.show(view);
            }
        }
    }

    private void build(final Ui ui, final OpenViews views, final int dock, final float width, final float height) {
        imgui.internal.ImGui.dockBuilderRemoveNode(dock);
        imgui.internal.ImGui.dockBuilderAddNode(dock, ImGuiDockNodeFlags.DockSpace);
        imgui.internal.ImGui.dockBuilderSetNodeSize(dock, width, height);
        // A central one would stay, empty, when its last view is closed.
        imgui.internal.ImGui.dockBuilderGetNode(dock).removeLocalFlags(ImGuiDockNodeFlags.CentralNode);
        placed.clear();
        fronts.clear();
        tracker.forget();
        final ViewLayout asKept = kept == null ? null : kept.of(views.open());
        floats.clear();
        if (asKept != null && kept != null) {
            kept.floating().forEach((id, box) -> {
                if (panels.containsKey(id)) {
                    floats.put(id, box);
                    placed.put(id, 0);
                }
            });
        }
        dock(asKept != null ? asKept : ViewLayout.of(views.open(), width / ui.scale(), height / ui.scale()), dock);
        imgui.internal.ImGui.dockBuilderFinish(dock);
    }

    private void dock(final ViewLayout layout, final int node) {
        switch (layout) {
            case ViewLayout.Tabs tabs -> {
                for (final View view : tabs.views()) {
                    imgui.internal.ImGui.dockBuilderDockWindow(
                            Workspace.windowName(Objects.requireNonNull(panels.get(view.id()))), node);
                    placed.put(view.id(), node);
                }
                // The last one to get the focus keeps it: what is most to be seen.
                fronts.addFirst(Workspace.windowName(Objects.requireNonNull(
                        panels.get(tabs.views().get(tabs.front()).id()))));
            }
            case ViewLayout.Split split -> {
                final ImInt first = new ImInt();
                final ImInt second = new ImInt();
                imgui.internal.ImGui.dockBuilderSplitNode(
                        node, split.sideBySide() ? ImGuiDir.Left : ImGuiDir.Up, split.share(), first, second);
                dock(split.first(), first.get());
                dock(split.second(), second.get());
            }
        }
    }

    /// In the free end of the tabs' row: what could be looked at besides.
    private void drawMenu(
            final Ui ui, final Session session, final OpenViews views, final float right, final float top) {
        final int more = views.closed().size();
        final String text = more == 0 ? Icons.PLUS : more + " more…";
        final float width = more == 0 ? ui.px(26) : ImGui.calcTextSize(text).x + ui.px(16);
        ImGui.setNextWindowPos(right - width - ui.px(4), top);
        ImGui.setNextWindowSize(width, ui.px(24));
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, 0, 0);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowMinSize, 1, 1);
        ImGui.begin("##add view", OVERLAY);
        ImGui.popStyleVar(2);
        ImGui.setCursorPos(0, ui.px(1));
        ImGui.pushStyleVar(ImGuiStyleVar.FramePadding, 0, 0);
        ImGui.pushStyleColor(ImGuiCol.Button, 0);
        ImGui.pushStyleColor(ImGuiCol.ButtonHovered, Theme.packed(Theme.HOVER));
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(Theme.TEXT_QUIET));
        if (ImGui.button(text + "##add", width, ui.px(Theme.ROW))) {
            ImGui.openPopup("views");
        }
        ImGui.popStyleColor(3);
        ImGui.popStyleVar();
        Widgets.tooltip("Open and close views");
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(8), ui.px(8));
        if (ImGui.beginPopup("views")) {
            drawItems(ui, session, views);
            ImGui.endPopup();
        }
        ImGui.popStyleVar();
        ImGui.end();
    }

    private void drawItems(final Ui ui, final Session session, final OpenViews views) {
        for (final ViewKind kind : ViewKind.values()) {
            for (final View view : views.views()) {
                if (view.proposal().kind() != kind) {
                    continue;
                }
                final String label = ViewPanels.icon(kind) + "  " + view.title() + "##" + view.id();
                if (ImGui.menuItem(label, view.proposal().origin().toString(), view.isOpen())) {
                    set(session, view.id(), !view.isOpen());
                }
                if (ImGui.isItemHovered() && !view.proposal().entities().isEmpty()) {
                    ImGui.beginTooltip();
                    view.proposal().entities().stream().limit(12).forEach(entity -> Widgets.quiet(entity.toString()));
                    ImGui.endTooltip();
                }
            }
        }
        if (views.views().isEmpty()) {
            ImGui.setNextItemWidth(ui.px(200));
            Widgets.quiet("Nothing that a view can show has been logged yet");
        }
    }

    /// The recording goes, and one like it takes its place: views stay.
    void handOver() {
        search.forget();
        seenChanges = NEVER;
        panels.values().forEach(Panel::forget);
    }

    /// The recording goes: the next one gets views of its own.
    void forget() {
        search.forget();
        floats.clear();
        new ArrayList<>(panels.values()).forEach(makes::discard);
        panels.clear();
        placed.clear();
        seenChanges = NEVER;
        seenEntities = 0;
        application = "";
        kept = null;
        movedByHand = false;
        tracker.forget();
        askLayout();
    }

    @Override
    public void close() {
        forget();
        search.close();
        makes.close();
        docking.destroy();
    }
}

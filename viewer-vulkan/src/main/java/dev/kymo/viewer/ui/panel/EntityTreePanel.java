package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.EntityNode;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.ImGuiListClipper;
import imgui.callback.ImListClipperCallback;
import imgui.flag.ImGuiKey;
import imgui.flag.ImGuiMouseButton;
import imgui.flag.ImGuiStyleVar;
import imgui.type.ImString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tree of entities: what there is, what is shown, what is selected.
public final class EntityTreePanel implements Panel {
    private static final int OPEN_LEVELS = 2;
    private static final float INDENT = 14;
    private static final float ICON = 20;

    /// @param depth steps from the root
    private record Row(EntityNode node, int depth) {}

    private final ImString filter = new ImString(256);
    private final Set<EntityPath> toggled = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();
    private boolean focusFilter;

    @Override
    public String name() {
        return "Entities";
    }

    @Override
    public String icon() {
        return Icons.LIST;
    }

    @Override
    public Place place() {
        return Place.LEFT;
    }

    @Override
    public boolean isPadded() {
        return false;
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        drawFilter(ui);
        final EntityNode root = session.entities();
        rows.clear();
        if (root != null) {
            for (final EntityNode child : root.children()) {
                collect(child, 0, filter.get().strip().toLowerCase(Locale.ROOT));
            }
        }
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        if (ImGui.beginChild("rows", 0, 0, false)) {
            // Only what can be seen is drawn, however many there are.
            ImGuiListClipper.forEach(rows.size(), (int) ui.px(Theme.ROW), new ImListClipperCallback() {
                @Override
                public void accept(final int index) {
                    drawRow(ui, session, rows.get(index));
                }
            });
            if (rows.isEmpty()) {
                ImGui.setCursorPos(ui.px(Theme.PADDING), ui.px(8));
                Widgets.quiet(filter.get().isBlank() ? "No entities yet" : "No entity fits the filter");
            }
            if (ImGui.isWindowFocused() && !ImGui.getIO().getWantTextInput()) {
                moveByKeys(session);
            }
        }
        ImGui.endChild();
        ImGui.popStyleVar();
    }

    private void drawFilter(final Ui ui) {
        ImGui.setCursorPos(ui.px(8), ImGui.getCursorPosY() + ui.px(6));
        ImGui.setNextItemWidth(ImGui.getContentRegionAvailX() - ui.px(8));
        if (focusFilter) {
            ImGui.setKeyboardFocusHere();
            focusFilter = false;
        }
        ImGui.inputTextWithHint("##filter", Icons.SEARCH + "  Filter entities", filter);
        ImGui.setCursorPosY(ImGui.getCursorPosY() + ui.px(2));
    }

    @Override
    public void filter() {
        focusFilter = true;
    }

    private boolean collect(final EntityNode node, final int depth, final String wanted) {
        final int at = rows.size();
        rows.add(new Row(node, depth));
        final boolean fits = wanted.isEmpty()
                || node.path().toString().toLowerCase(Locale.ROOT).contains(wanted)
                || node.archetypes().stream()
                        .anyMatch(a -> a.toLowerCase(Locale.ROOT).contains(wanted));
        boolean below = false;
        if (!wanted.isEmpty() || isOpen(node, depth)) {
            for (final EntityNode child : node.children()) {
                below |= collect(child, depth + 1, wanted);
            }
        }
        if (!fits && !below) {
            rows.subList(at, rows.size()).clear();
        }
        return fits || below;
    }

    private boolean isOpen(final EntityNode node, final int depth) {
        return depth < OPEN_LEVELS != toggled.contains(node.path());
    }

    private void toggle(final EntityNode node) {
        if (!toggled.remove(node.path())) {
            toggled.add(node.path());
        }
    }

    private void drawRow(final Ui ui, final Session session, final Row row) {
        final EntityNode node = row.node;
        final EntityPath path = node.path();
        final boolean selected = path.equals(session.state().selected());
        final boolean visible = session.state().isVisible(path);
        final float height = ui.px(Theme.ROW);
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        final float width = ImGui.getContentRegionAvailX();
        ImGui.invisibleButton("##" + path, width, height, ImGuiMouseButton.Left);
        final boolean hovered = ImGui.isItemHovered();
        final boolean elsewhere = !hovered && path.equals(session.hovered());
        final ImDrawList list = ImGui.getWindowDrawList();
        if (selected || hovered || elsewhere) {
            list.addRectFilled(
                    left,
                    top,
                    left + width,
                    top + height,
                    Theme.packed(selected ? hovered ? Theme.SELECTION_HOVER : Theme.SELECTION : Theme.HOVER));
        }
        final float arrow = left + ui.px(8 + INDENT * row.depth);
        final float mouse = ImGui.getMousePosX();
        final boolean overEye = hovered && mouse >= left + width - ui.px(30);
        if (hovered) {
            session.hover(path);
            tooltip(ui, node);
        }
        if (ImGui.isItemClicked()) {
            if (!node.children().isEmpty() && mouse < arrow + ui.px(INDENT + 2) && mouse >= arrow - ui.px(4)) {
                toggle(node);
            } else if (overEye) {
                session.apply(Command.show(path, session.state().hidden().contains(path)));
            } else {
                session.apply(Command.select(path));
            }
        }
        drawContent(ui, list, row, arrow, top, left + width, selected, visible, hovered, session);
    }

    private void drawContent(
            final Ui ui,
            final ImDrawList list,
            final Row row,
            final float arrow,
            final float top,
            final float right,
            final boolean selected,
            final boolean visible,
            final boolean hovered,
            final Session session) {
        final EntityNode node = row.node;
        final float textTop = top + Math.round((ui.px(Theme.ROW) - ImGui.getFontSize()) / 2);
        final int strong = selected ? Theme.TEXT_STRONG : Theme.TEXT;
        final int text = visible ? strong : Theme.TEXT_FAINT;
        final int quiet = selected ? Theme.TEXT : visible ? Theme.TEXT_QUIET : Theme.TEXT_FAINT;
        if (!node.children().isEmpty()) {
            Widgets.chevron(ui, list, arrow + ui.px(6), top + ui.px(Theme.ROW) / 2, isOpen(node, row.depth), quiet);
        }
        final float icon = arrow + ui.px(INDENT + 2);
        list.addText(icon, textTop, Theme.packed(quiet), EntityIcons.of(node));
        final float name = icon + ui.px(ICON);
        final boolean hidden = session.state().hidden().contains(node.path());
        final boolean eye = hovered || hidden;
        final float end = right - ui.px(eye ? 32 : 8);
        list.addText(name, textTop, Theme.packed(text), Widgets.fitted(node.name(), end - name));
        if (eye) {
            list.addText(
                    right - ui.px(26),
                    textTop,
                    Theme.packed(hidden ? Theme.TEXT_QUIET : text),
                    hidden ? Icons.EYE_OFF : Icons.EYE);
        }
    }

    private static void tooltip(final Ui ui, final EntityNode node) {
        ImGui.beginTooltip();
        Widgets.text(ui.fonts().strong(), Theme.TEXT, node.path().toString());
        Widgets.quiet(node.hasData() ? String.join(", ", node.archetypes()) : "nothing logged here itself");
        ImGui.endTooltip();
    }

    private void moveByKeys(final Session session) {
        int at = -1;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).node.path().equals(session.state().selected())) {
                at = i;
            }
        }
        final int step =
                (ImGui.isKeyPressed(ImGuiKey.DownArrow) ? 1 : 0) - (ImGui.isKeyPressed(ImGuiKey.UpArrow) ? 1 : 0);
        if (step == 0 || rows.isEmpty()) {
            return;
        }
        if (ImGui.getIO().getKeyCtrl() && at >= 0) {
            final Row row = rows.get(at);
            if (isOpen(row.node, row.depth) == step < 0) {
                toggle(row.node);
            }
            return;
        }
        session.apply(Command.select(
                rows.get(Math.clamp(at + step, 0, rows.size() - 1)).node.path()));
    }

    @Override
    public void forget() {
        toggled.clear();
        rows.clear();
    }
}

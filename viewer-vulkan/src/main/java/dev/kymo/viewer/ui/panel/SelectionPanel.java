package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiTableColumnFlags;
import imgui.flag.ImGuiTableFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is selected, in full: an entity's components as they are at the time cursor, or the recording.
public final class SelectionPanel implements Panel {
    private static final int ROWS_MAX = 8;

    /// A component's value, ready to be shown.
    ///
    /// @param name without the archetype
    /// @param when time and row of the cell that answered, for the tooltip
    /// @param items the first few of several values
    /// @param colour the value as `0xRRGGBBAA`, when it is a colour
    private record Value(
            String name,
            String text,
            boolean isStatic,
            boolean isMissing,
            boolean isEmpty,
            String when,
            String type,
            List<String> items,
            @Nullable Integer colour) {}

    private record Asked(long changes, @Nullable EntityPath entity, String timeline, long time) {}

    private @Nullable Asked asked;
    private Map<String, List<Value>> groups = Map.of();

    @Override
    public String name() {
        return "Selection";
    }

    @Override
    public String icon() {
        return Icons.INFO;
    }

    @Override
    public Place place() {
        return Place.RIGHT;
    }

    @Override
    public boolean isPadded() {
        return false;
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final EntityPath entity = session.state().selected();
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, ui.px(8), 0);
        if (entity == null) {
            drawRecording(ui, session);
        } else {
            drawBreadcrumbs(ui, session, entity);
            ask(session, entity);
            if (groups.isEmpty()) {
                indented(
                        ui,
                        "Nothing is logged at this path itself. Select something below it, or move the time cursor.");
            }
            groups.forEach((archetype, values) -> {
                if (Widgets.section(ui, archetype)) {
                    drawValues(ui, archetype, values);
                }
            });
        }
        ImGui.popStyleVar();
    }

    private static void indented(final Ui ui, final String text) {
        ImGui.setCursorPos(ui.px(Theme.PADDING), ImGui.getCursorPosY() + ui.px(8));
        Widgets.quietWrapped(text);
    }

    /// The path over the panel's whole width; every part of it can be clicked.
    private static void drawBreadcrumbs(final Ui ui, final Session session, final EntityPath entity) {
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        final float width = ImGui.getContentRegionAvailX();
        final float height = ui.px(28);
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addRectFilled(left, top, left + width, top + height, Theme.packed(Theme.SELECTION));
        ImGui.setCursorPos(ui.px(Theme.PADDING), ImGui.getCursorPosY() + ui.px(6));
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        ImGui.pushFont(ui.fonts().strong());
        final List<EntityPath> steps = new ArrayList<>();
        for (EntityPath path = entity; path != null && !path.isRoot(); path = path.parent()) {
            steps.addFirst(path);
        }
        for (int i = 0; i < steps.size(); i++) {
            final boolean last = i == steps.size() - 1;
            ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(last ? Theme.TEXT_STRONG : 0xC9DBF7FF));
            if (i > 0) {
                ImGui.sameLine();
                ImGui.textUnformatted(" / ");
                ImGui.sameLine();
            }
            ImGui.textUnformatted(steps.get(i).parts().getLast());
            ImGui.popStyleColor();
            if (ImGui.isItemClicked()) {
                session.apply(Command.select(steps.get(i)));
            }
        }
        ImGui.popFont();
        ImGui.popStyleVar();
        ImGui.setCursorScreenPos(left, top + height);
    }

    private void drawValues(final Ui ui, final String archetype, final List<Value> values) {
        ImGui.pushStyleVar(ImGuiStyleVar.CellPadding, ui.px(4), ui.px(3));
        if (ImGui.beginTable(archetype, 2, ImGuiTableFlags.None)) {
            ImGui.tableSetupColumn("name", ImGuiTableColumnFlags.WidthStretch, 0.42f);
            ImGui.tableSetupColumn("value", ImGuiTableColumnFlags.WidthStretch, 0.58f);
            for (final Value value : values) {
                ImGui.tableNextRow();
                ImGui.tableNextColumn();
                ImGui.setCursorPosX(ui.px(Theme.PADDING));
                Widgets.text(ui.fonts().small(), Theme.TEXT_FAINT, value.isStatic ? Icons.STATIC : Icons.CLOCK);
                Widgets.tooltip(value.isStatic ? "static: the same at all times" : "changes over time");
                ImGui.sameLine(0, ui.px(2));
                Widgets.quiet(Widgets.fitted(value.name, ImGui.getContentRegionAvailX()));
                Widgets.tooltip(archetype + ":" + value.name + "\n" + value.type);
                ImGui.tableNextColumn();
                drawValue(ui, value);
            }
            ImGui.endTable();
        }
        ImGui.popStyleVar();
    }

    private static void drawValue(final Ui ui, final Value value) {
        if (value.isMissing) {
            Widgets.text(ui.fonts().mono(), Theme.TEXT_FAINT, "–");
            Widgets.tooltip("no value at this time");
            return;
        }
        if (value.colour != null) {
            final float left = ImGui.getCursorScreenPosX();
            final float top = ImGui.getCursorScreenPosY() + ui.px(2);
            ImGui.getWindowDrawList()
                    .addRectFilled(
                            left, top, left + ui.px(12), top + ui.px(12), Theme.packed(value.colour | 0xFF), ui.px(3));
            ImGui.dummy(ui.px(12), ui.px(12));
            ImGui.sameLine(0, ui.px(6));
        }
        ImGui.pushFont(ui.fonts().mono());
        final String text = Widgets.fitted(value.text, ImGui.getContentRegionAvailX());
        ImGui.popFont();
        Widgets.text(ui.fonts().mono(), value.isEmpty ? Theme.TEXT_FAINT : Theme.TEXT, text);
        if (ImGui.isItemHovered()) {
            ImGui.beginTooltip();
            ImGui.pushFont(ui.fonts().mono());
            ImGui.pushTextWrapPos(ui.px(420));
            ImGui.textUnformatted(value.items.isEmpty() ? value.text : String.join("\n", value.items));
            ImGui.popTextWrapPos();
            ImGui.popFont();
            Widgets.quiet(value.when);
            ImGui.endTooltip();
        }
    }

    private void ask(final Session session, final EntityPath entity) {
        final Asked now = new Asked(
                session.changes(),
                entity,
                session.state().time().timeline(),
                session.state().time().time());
        if (now.equals(asked)) {
            return;
        }
        asked = now;
        final StoreReader reader = session.reader();
        final TimeType type = session.timeline().map(TimelineInfo::type).orElse(TimeType.SEQUENCE);
        final Map<String, List<Value>> found = new TreeMap<>();
        for (final StoreReader.ColumnInfo column : reader.columns(entity)) {
            final int colon = column.component().indexOf(':');
            final String archetype =
                    colon < 0 ? "Other components" : column.component().substring(0, colon);
            final String name = column.component().substring(colon + 1);
            final Cell cell = reader.latestAt(entity, column.component(), now.timeline, now.time)
                    .orElse(null);
            found.computeIfAbsent(archetype, _ -> new ArrayList<>()).add(value(name, column, cell, type));
        }
        groups = found;
    }

    private static Value value(
            final String name, final StoreReader.ColumnInfo column, final @Nullable Cell cell, final TimeType type) {
        if (cell == null) {
            return new Value(name, "–", column.hasStatic(), true, true, "", "", List.of(), null);
        }
        final ArrayData instances = cell.instances();
        final List<String> items = new ArrayList<>();
        for (int i = 0; instances.length() > 1 && i < Math.min(ROWS_MAX, instances.length()); i++) {
            items.add(ValueText.one(instances, i, 0));
        }
        if (instances.length() > ROWS_MAX) {
            items.add("… " + TimeFormat.grouped(instances.length() - ROWS_MAX) + " more");
        }
        final boolean isColour = instances.length() == 1
                && instances.type().equals(Datatype.UINT32)
                && column.componentTypes().stream().anyMatch(t -> t.endsWith("Color"))
                && !instances.isNull(0);
        final Integer colour = isColour ? (Integer) instances.getInt(0) : null;
        return new Value(
                name,
                colour != null ? String.format(java.util.Locale.ROOT, "#%08X", colour) : ValueText.of(instances),
                cell.isStatic(),
                false,
                instances.length() == 0,
                (cell.isStatic() ? "static" : TimeFormat.full(type, cell.time())) + "\nrow " + cell.row(),
                Objects.toString(instances.type()),
                items,
                colour);
    }

    private void drawRecording(final Ui ui, final Session session) {
        final Recording recording = Objects.requireNonNull(session.recording());
        if (Widgets.section(ui, "Recording")) {
            final List<String[]> lines = new ArrayList<>();
            lines.add(new String[] {"Application", recording.store().id().applicationId()});
            lines.add(new String[] {"Recording", recording.store().id().recordingId()});
            lines.add(new String[] {"Source", recording.origin()});
            lines.add(new String[] {
                "Entities", TimeFormat.grouped(recording.store().entities().size())
            });
            drawLines(ui, "recording", lines);
        }
        if (Widgets.section(ui, "Timelines")) {
            final List<String[]> lines = new ArrayList<>();
            for (final TimelineInfo timeline : session.timelines().values()) {
                lines.add(new String[] {
                    timeline.name(),
                    TimeFormat.show(timeline.type(), timeline.range().from(), 3) + " … "
                            + TimeFormat.show(timeline.type(), timeline.range().to(), 3)
                });
            }
            drawLines(ui, "timelines", lines);
        }
        indented(ui, "Select an entity to see its components.");
    }

    private static void drawLines(final Ui ui, final String id, final List<String[]> lines) {
        ImGui.pushStyleVar(ImGuiStyleVar.CellPadding, ui.px(4), ui.px(3));
        if (ImGui.beginTable(id, 2, ImGuiTableFlags.None)) {
            ImGui.tableSetupColumn("name", ImGuiTableColumnFlags.WidthStretch, 0.36f);
            ImGui.tableSetupColumn("value", ImGuiTableColumnFlags.WidthStretch, 0.64f);
            for (final String[] line : lines) {
                ImGui.tableNextRow();
                ImGui.tableNextColumn();
                ImGui.setCursorPosX(ui.px(Theme.PADDING));
                Widgets.quiet(Widgets.fitted(line[0], ImGui.getContentRegionAvailX()));
                ImGui.tableNextColumn();
                ImGui.textUnformatted(Widgets.fitted(line[1], ImGui.getContentRegionAvailX() - ui.px(4)));
                Widgets.tooltip(line[1]);
            }
            ImGui.endTable();
        }
        ImGui.popStyleVar();
    }

    @Override
    public void forget() {
        asked = null;
        groups = Map.of();
    }
}

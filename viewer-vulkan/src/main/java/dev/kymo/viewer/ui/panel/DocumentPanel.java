package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.DocumentText;
import dev.kymo.viewer.view.TimeCursor;
import imgui.ImGui;
import imgui.flag.ImGuiWindowFlags;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text document as it stands at the time cursor.
final class DocumentPanel extends ViewPanel {
    /// How documents are shown.
    ///
    /// @param wrap whether lines end at the edge
    /// @param mono whether all characters are of one width
    record TextLook(boolean wrap, boolean mono) {
        static final TextLook INITIAL = new TextLook(true, false);
    }

    private record Key(long changes, TimeCursor cursor) {}

    private record LayoutKey(DocumentText document, float width, TextLook look, float scale) {}

    private @Nullable Key asked;
    private Optional<DocumentText> document = Optional.empty();
    private @Nullable LayoutKey laidOut;
    private @Nullable DocumentLayout layout;

    DocumentPanel(final View view) {
        super(view);
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final Key key = new Key(session.changes(), session.state().time().cursor());
        if (!key.equals(asked)) {
            document = DocumentText.at(session.reader(), shown().origin(), key.cursor);
            asked = key;
        }
        if (document.isEmpty()) {
            Widgets.centred(ui, "No text at this time");
            return;
        }
        final TextLook look = session.state().slice(TextLook.class, TextLook.INITIAL);
        final float padding = ui.px(Theme.PADDING);
        if (ImGui.beginChild("text", 0, 0, false, look.wrap ? 0 : ImGuiWindowFlags.HorizontalScrollbar)) {
            final DocumentLayout text = layout(
                    ui,
                    new LayoutKey(document.get(), ImGui.getWindowWidth() - 2 * padding - ui.px(8), look, ui.scale()));
            final float left = ImGui.getWindowPosX() - ImGui.getScrollX() + padding;
            final float top = ImGui.getWindowPosY() - ImGui.getScrollY() + padding;
            text.draw(
                    ImGui.getWindowDrawList(),
                    left,
                    top,
                    ImGui.getScrollY() - padding,
                    ImGui.getScrollY() + ImGui.getWindowHeight());
            ImGui.dummy((look.wrap ? 1 : text.width()) + padding, text.height() + 2 * padding);
            if (ImGui.isWindowHovered()) {
                session.hover(shown().origin());
            }
            drawMenu(session, look);
        }
        ImGui.endChild();
    }

    private DocumentLayout layout(final Ui ui, final LayoutKey key) {
        final DocumentLayout current = layout;
        if (current != null && key.equals(laidOut)) {
            return current;
        }
        final DocumentText text = key.document;
        final DocumentLayout made = text.isMarkdown()
                ? DocumentLayout.markdown(ui, text.text(), key.width, key.look.wrap, key.look.mono)
                : DocumentLayout.plain(ui, text.text(), key.width, key.look.wrap, key.look.mono);
        layout = made;
        laidOut = key;
        return made;
    }

    private void drawMenu(final Session session, final TextLook look) {
        if (ImGui.isWindowHovered() && ImGui.isMouseReleased(imgui.flag.ImGuiMouseButton.Right)) {
            ImGui.openPopup("document");
        }
        if (ImGui.beginPopup("document")) {
            if (ImGui.menuItem("Wrap lines", "", look.wrap)) {
                session.apply(Command.slice("Wrap lines", new TextLook(!look.wrap, look.mono)));
            }
            if (ImGui.menuItem("Characters of one width", "", look.mono)) {
                session.apply(Command.slice("Set in one width", new TextLook(look.wrap, !look.mono)));
            }
            if (ImGui.menuItem("Copy the text")) {
                ImGui.setClipboardText(document.map(DocumentText::text).orElse(""));
            }
            ImGui.endPopup();
        }
    }

    @Override
    public void forget() {
        asked = null;
        document = Optional.empty();
        laidOut = null;
        layout = null;
    }
}

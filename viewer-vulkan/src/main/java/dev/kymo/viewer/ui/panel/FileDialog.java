package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImGui;
import imgui.flag.ImGuiInputTextFlags;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import imgui.type.ImString;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.nfd.NFDFilterItem;
import org.lwjgl.util.nfd.NativeFileDialog;

/// Asks for a file: by the desktop's dialog, or where there is none by a line to type into.
final class FileDialog {
    private static final String PROMPT = "Open a file";
    private static final int PATH_MAX = 4096;

    private final ImString path = new ImString(PATH_MAX);
    private boolean promptAsked;

    /// Shows the desktop's dialog and waits for its answer; where that can't be, the prompt comes up.
    ///
    /// @param extensions without dots, by comma; empty for all files
    void ask(final String what, final String extensions, final Consumer<Path> chosen) {
        try {
            if (NativeFileDialog.NFD_Init() != NativeFileDialog.NFD_OKAY) {
                promptAsked = true;
                return;
            }
        } catch (final UnsatisfiedLinkError noToolkit) {
            promptAsked = true;
            return;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            final PointerBuffer answer = stack.callocPointer(1);
            final NFDFilterItem.Buffer filters = NFDFilterItem.calloc(1, stack);
            filters.get(0).name(stack.UTF8(what)).spec(stack.UTF8(extensions));
            final int result =
                    NativeFileDialog.NFD_OpenDialog(answer, extensions.isEmpty() ? null : filters, (CharSequence) null);
            if (result == NativeFileDialog.NFD_OKAY) {
                final String name = answer.getStringUTF8(0);
                NativeFileDialog.NFD_FreePath(answer.get(0));
                chosen.accept(Path.of(name));
            } else if (result == NativeFileDialog.NFD_ERROR) {
                promptAsked = true;
            }
        } finally {
            NativeFileDialog.NFD_Quit();
        }
    }

    /// The prompt, when it is up.
    void draw(final Ui ui, final Consumer<Path> chosen) {
        if (promptAsked) {
            ImGui.openPopup(PROMPT);
            promptAsked = false;
        }
        ImGui.setNextWindowPos(
                ImGui.getMainViewport().getCenterX(),
                ImGui.getMainViewport().getCenterY(),
                imgui.flag.ImGuiCond.Appearing,
                0.5f,
                0.5f);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(16), ui.px(14));
        if (ImGui.beginPopupModal(PROMPT, ImGuiWindowFlags.AlwaysAutoResize | ImGuiWindowFlags.NoSavedSettings)) {
            Widgets.text(
                    ui.fonts().text(), Theme.TEXT_QUIET, "Path of a recording, or of any file that can be imported");
            ImGui.setNextItemWidth(ui.px(460));
            if (ImGui.isWindowAppearing()) {
                ImGui.setKeyboardFocusHere();
            }
            final boolean entered = ImGui.inputText("##path", path, ImGuiInputTextFlags.EnterReturnsTrue);
            ImGui.dummy(0, ui.px(4));
            final boolean open = ImGui.button("Open", ui.px(90), ui.px(26)) || entered;
            ImGui.sameLine();
            final boolean cancel =
                    ImGui.button("Cancel", ui.px(90), ui.px(26)) || ImGui.isKeyPressed(imgui.flag.ImGuiKey.Escape);
            if (open && !path.get().isBlank()) {
                accept(chosen);
            }
            if (open || cancel) {
                ImGui.closeCurrentPopup();
            }
            ImGui.endPopup();
        }
        ImGui.popStyleVar();
    }

    private void accept(final Consumer<Path> chosen) {
        try {
            chosen.accept(Path.of(path.get().strip()));
        } catch (final InvalidPathException e) {
            // stays in the prompt's line, to be mended
            promptAsked = true;
        }
    }
}

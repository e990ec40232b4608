package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.ui.window.Window;
import imgui.ImGui;
import imgui.flag.ImGuiInputTextFlags;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import imgui.type.ImString;
import java.nio.IntBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.util.nfd.NFDFilterItem;
import org.lwjgl.util.nfd.NativeFileDialog;

/// Asks for a file: by the desktop's dialog, or where there is none by a line to type into.
final class FileDialog {
    private static final int PATH_MAX = 4096;
    /// The toolkit knows but one thread.
    private static final ExecutorService TOOLKIT = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("kymo-file-dialog").daemon().factory());

    /// What for.
    enum Kind {
        OPEN("Open a file", "Path of a recording, or of any file that can be imported", "Open"),
        SAVE("Save the recording as", "Path of the new file, such as run.rrd", "Save");

        private final String prompt;
        private final String hint;
        private final String button;

        Kind(final String prompt, final String hint, final String button) {
            this.prompt = prompt;
            this.hint = hint;
            this.button = button;
        }
    }

    /// Is given what was chosen.
    interface Chosen {
        /// @param isConfirmed whether the user was asked about a file that is there
        void take(List<Path> files, boolean isConfirmed);
    }

    private final Kind kind;
    private final ImString path = new ImString(PATH_MAX);
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();
    private boolean promptAsked;
    private boolean prompting;
    /// The line has had the keyboard since the prompt came up.
    private boolean takesKeys;

    FileDialog(final Kind kind) {
        this.kind = kind;
    }

    /// @param noDialog whether the desktop has none to show
    private record Answer(List<Path> files, boolean noDialog) {
        static final Answer NO_DIALOG = new Answer(List.of(), true);
    }

    /// Shows the desktop's dialog, on a thread of its own so that the window goes on; where that can't be, the
    /// prompt comes up. The answer is given to [#draw].
    ///
    /// @param extensions without dots, by comma; empty for all files
    void ask(final String what, final String extensions) {
        if (!asking.compareAndSet(false, true)) {
            // it is up already
            return;
        }
        TOOLKIT.execute(() -> {
            try {
                answer.set(askDesktop(what, extensions));
            } finally {
                asking.set(false);
                Window.wake();
            }
        });
    }

    /// On the one thread that the toolkit knows.
    private Answer askDesktop(final String what, final String extensions) {
        try {
            if (NativeFileDialog.NFD_Init() != NativeFileDialog.NFD_OKAY) {
                return Answer.NO_DIALOG;
            }
        } catch (final LinkageError noToolkit) {
            return Answer.NO_DIALOG;
        }
        try (MemoryStack stack = MemoryStack.stackPush()) {
            final PointerBuffer paths = stack.callocPointer(1);
            final NFDFilterItem.Buffer filters = NFDFilterItem.calloc(1, stack);
            filters.get(0).name(stack.UTF8(what)).spec(stack.UTF8(extensions));
            if (kind == Kind.SAVE) {
                final int saved = NativeFileDialog.NFD_SaveDialog(paths, filters, null, "recording." + extensions);
                return saved == NativeFileDialog.NFD_ERROR
                        ? Answer.NO_DIALOG
                        : saved == NativeFileDialog.NFD_OKAY
                                ? new Answer(List.of(takenName(paths)), false)
                                : new Answer(List.of(), false);
            }
            final int result = NativeFileDialog.NFD_OpenDialogMultiple(
                    paths, extensions.isEmpty() ? null : filters, (CharSequence) null);
            if (result == NativeFileDialog.NFD_ERROR) {
                return Answer.NO_DIALOG;
            }
            return result == NativeFileDialog.NFD_OKAY
                    ? new Answer(taken(paths.get(0), stack), false)
                    : new Answer(List.of(), false);
        } finally {
            NativeFileDialog.NFD_Quit();
        }
    }

    private static Path takenName(final PointerBuffer path) {
        final Path name = Path.of(path.getStringUTF8(0));
        NativeFileDialog.NFD_FreePath(path.get(0));
        return name;
    }

    private static List<Path> taken(final long paths, final MemoryStack stack) {
        final List<Path> files = new ArrayList<>();
        final IntBuffer count = stack.callocInt(1);
        final PointerBuffer path = stack.callocPointer(1);
        if (NativeFileDialog.NFD_PathSet_GetCount(paths, count) == NativeFileDialog.NFD_OKAY) {
            for (int i = 0; i < count.get(0); i++) {
                if (NativeFileDialog.NFD_PathSet_GetPath(paths, i, path) == NativeFileDialog.NFD_OKAY) {
                    files.add(Path.of(path.getStringUTF8(0)));
                    NativeFileDialog.NFD_PathSet_FreePath(path.get(0));
                }
            }
        }
        NativeFileDialog.NFD_PathSet_Free(paths);
        return files;
    }

    /// Whether [#draw] has an answer to pass on.
    boolean hasNews() {
        return answer.get() != null;
    }

    /// Whether the desktop's dialog is up, or it is on its way, or the prompt is that takes its place.
    boolean isAsking() {
        return asking.get() || hasNews() || promptAsked || (prompting && !takesKeys);
    }

    /// Whether the prompt is up, for want of a dialog, and takes what is typed.
    boolean isPrompting() {
        return prompting && takesKeys;
    }

    /// The prompt, when it is up.
    ///
    /// @param chosen given the files, once they have been chosen
    void draw(final Ui ui, final Chosen chosen) {
        final Answer given = answer.getAndSet(null);
        if (given != null) {
            promptAsked |= given.noDialog;
            if (!given.files.isEmpty()) {
                chosen.take(given.files, true);
            }
        }
        if (promptAsked) {
            ImGui.openPopup(kind.prompt);
            promptAsked = false;
        }
        ImGui.setNextWindowPos(
                ImGui.getMainViewport().getCenterX(),
                ImGui.getMainViewport().getCenterY(),
                imgui.flag.ImGuiCond.Appearing,
                0.5f,
                0.5f);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(16), ui.px(14));
        prompting = ImGui.beginPopupModal(
                kind.prompt, ImGuiWindowFlags.AlwaysAutoResize | ImGuiWindowFlags.NoSavedSettings);
        if (prompting) {
            Widgets.text(ui.fonts().text(), Theme.TEXT_QUIET, kind.hint);
            ImGui.setNextItemWidth(ui.px(460));
            if (ImGui.isWindowAppearing()) {
                ImGui.setKeyboardFocusHere();
            }
            final boolean entered = ImGui.inputText("##path", path, ImGuiInputTextFlags.EnterReturnsTrue);
            takesKeys |= ImGui.isItemActive();
            ImGui.dummy(0, ui.px(4));
            final boolean open = ImGui.button(kind.button, ui.px(90), ui.px(26)) || entered;
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
        takesKeys &= prompting;
        ImGui.popStyleVar();
    }

    private void accept(final Chosen chosen) {
        try {
            chosen.take(List.of(Path.of(path.get().strip())), false);
        } catch (final InvalidPathException e) {
            // stays in the prompt's line, to be mended
            promptAsked = true;
        }
    }
}

package dev.kymo.viewer.ui.window;

import static org.lwjgl.glfw.GLFW.*;

import imgui.ImGui;
import imgui.ImGuiIO;
import imgui.callback.ImStrConsumer;
import imgui.callback.ImStrSupplier;
import imgui.flag.ImGuiKey;
import imgui.flag.ImGuiMouseCursor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lwjgl.PointerBuffer;
import org.lwjgl.glfw.Callbacks;
import org.lwjgl.glfw.GLFWDropCallback;
import org.lwjgl.glfw.GLFWVidMode;
import org.lwjgl.system.MemoryStack;

/// A window of the desktop, whose input goes to ImGui's context. All calls from the program's main thread but
/// [#wake].
public final class Window implements AutoCloseable {
    /// A key with the modifiers that were down when it was pressed. ImGui's own state can't tell that of keys that come
    /// and go within a frame.
    ///
    /// @param key of [ImGuiKey]
    /// @param repeated whether the key is being held
    public record Chord(int key, boolean ctrl, boolean shift, boolean alt, boolean repeated) {}

    private static final int CHORDS_MAX = 256;
    private static final float OUTSIDE = -Float.MAX_VALUE;
    /// Screen coordinates: so much of a window must be there to take hold of.
    private static final int GRIP = 40;

    private final long handle;
    private final List<Path> dropped = new ArrayList<>();
    private final List<Chord> chords = new ArrayList<>();
    private final GLFWDropCallback dropCallback = GLFWDropCallback.create((_, count, names) -> {
        for (int i = 0; i < count; i++) {
            drop(GLFWDropCallback.getName(names, i));
        }
    });
    private final long[] cursors = new long[ImGuiMouseCursor.COUNT];
    private boolean eventful = true;
    private int presses;
    private boolean scaleChanged;
    private boolean surfaceLost;
    private int shownCursor = ImGuiMouseCursor.Arrow;
    private Placement windowed;
    private boolean fullscreen;
    // Kept, as each question is a trip to the display server and back: on a busy machine, several turns of waiting
    private int framebufferWidth;
    private int framebufferHeight;
    private int windowWidth;

    private Window(final long handle, final Placement placement) {
        this.handle = handle;
        this.windowed = placement;
        createCursors();
        final int[] width = new int[1];
        final int[] height = new int[1];
        glfwGetFramebufferSize(handle, width, height);
        framebufferWidth = width[0];
        framebufferHeight = height[0];
        glfwGetWindowSize(handle, width, height);
        windowWidth = width[0];
    }

    /// @throws NoDisplayException when there is no display, or the libraries to reach it are missing
    public static Window open(final String title, final Placement placement) throws NoDisplayException {
        initialize();
        glfwDefaultWindowHints();
        glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
        glfwWindowHint(GLFW_MAXIMIZED, placement.maximized() ? GLFW_TRUE : GLFW_FALSE);
        // A size that was read from a window is scaled already.
        glfwWindowHint(GLFW_SCALE_TO_MONITOR, placement.placed() ? GLFW_FALSE : GLFW_TRUE);
        if (placement.placed() && isOnAMonitor(placement)) {
            glfwWindowHint(GLFW_POSITION_X, placement.x());
            glfwWindowHint(GLFW_POSITION_Y, placement.y());
        }
        glfwWindowHintString(GLFW_X11_CLASS_NAME, "kymo");
        glfwWindowHintString(GLFW_WAYLAND_APP_ID, "kymo");
        final long handle = glfwCreateWindow(placement.width(), placement.height(), title, 0, 0);
        if (handle == 0) {
            throw new NoDisplayException("no window can be opened: " + lastError());
        }
        return new Window(handle, placement);
    }

    /// The monitor where the window was may have been unplugged.
    private static boolean isOnAMonitor(final Placement placement) {
        final PointerBuffer monitors = glfwGetMonitors();
        for (int i = 0; monitors != null && i < monitors.limit(); i++) {
            final int[] x = new int[1];
            final int[] y = new int[1];
            glfwGetMonitorPos(monitors.get(i), x, y);
            final GLFWVidMode mode = glfwGetVideoMode(monitors.get(i));
            if (mode != null
                    && placement.x() + placement.width() > x[0] + GRIP
                    && placement.x() < x[0] + mode.width() - GRIP
                    && placement.y() >= y[0] - GRIP
                    && placement.y() < y[0] + mode.height() - GRIP) {
                return true;
            }
        }
        return false;
    }

    /// As if the display had taken away what is drawn to: it is made anew with the next frame.
    public void loseSurface() {
        surfaceLost = true;
        eventful = true;
    }

    boolean takeSurfaceLost() {
        final boolean lost = surfaceLost;
        surfaceLost = false;
        return lost;
    }

    /// Minimises the window, or brings it back.
    public void iconify(final boolean on) {
        if (on) {
            glfwIconifyWindow(handle);
        } else {
            glfwRestoreWindow(handle);
        }
    }

    /// Makes GLFW ready, so that a device for windows can be opened.
    ///
    /// @throws NoDisplayException as [#open]
    public static void initialize() throws NoDisplayException {
        try {
            glfwInitHint(GLFW_WAYLAND_LIBDECOR, GLFW_WAYLAND_PREFER_LIBDECOR);
            if (!mayBeWayland(System.getenv())) {
                // Its library would print an error where there is nothing wrong
                glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
            }
            if (glfwInit()) {
                return;
            }
        } catch (final UnsatisfiedLinkError missing) {
            throw new NoDisplayException("no window can be opened: " + missing.getMessage());
        }
        final String reason = lastError();
        throw new NoDisplayException("no display to open a window on (" + reason
                + "); without one: kymo view FILE --headless --screenshot PICTURE.png");
    }

    /// Whether there is a place for a Wayland compositor's socket, by the rules of `wl_display_connect`.
    static boolean mayBeWayland(final Map<String, String> environment) {
        return environment.containsKey("WAYLAND_SOCKET")
                || environment.containsKey("XDG_RUNTIME_DIR")
                || environment.getOrDefault("WAYLAND_DISPLAY", "").startsWith("/");
    }

    private static String lastError() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            final PointerBuffer text = stack.callocPointer(1);
            glfwGetError(text);
            return text.get(0) == 0 ? "no reason given" : text.getStringUTF8(0);
        }
    }

    /// Sends input to ImGui from now on; its context must be there.
    void attach() {
        final ImGuiIO io = ImGui.getIO();
        glfwSetCursorPosCallback(handle, (_, x, y) -> {
            io.addMousePosEvent((float) x * framebufferScale(), (float) y * framebufferScale());
            eventful = true;
        });
        glfwSetCursorEnterCallback(handle, (_, entered) -> {
            if (!entered) {
                io.addMousePosEvent(OUTSIDE, OUTSIDE);
            }
            eventful = true;
        });
        glfwSetMouseButtonCallback(handle, (_, button, action, modifiers) -> {
            modifiers(io, modifiers);
            if (button >= 0 && button < 5) {
                io.addMouseButtonEvent(button, action != GLFW_RELEASE);
                presses++;
            }
            eventful = true;
        });
        glfwSetScrollCallback(handle, (_, x, y) -> {
            io.addMouseWheelEvent((float) x, (float) y);
            eventful = true;
        });
        glfwSetKeyCallback(handle, (_, key, scancode, action, modifiers) -> {
            modifiers(io, withOwnBit(key, action, modifiers));
            final int known = Keys.imgui(key, scancode);
            if (known != ImGuiKey.None && action != GLFW_REPEAT) {
                io.addKeyEvent(known, action == GLFW_PRESS);
                presses++;
            }
            if (known != ImGuiKey.None && action != GLFW_RELEASE && chords.size() < CHORDS_MAX) {
                chords.add(new Chord(
                        known,
                        (modifiers & GLFW_MOD_CONTROL) != 0,
                        (modifiers & GLFW_MOD_SHIFT) != 0,
                        (modifiers & GLFW_MOD_ALT) != 0,
                        action == GLFW_REPEAT));
            }
            eventful = true;
        });
        glfwSetCharCallback(handle, (_, codepoint) -> {
            io.addInputCharacter(codepoint);
            presses++;
            eventful = true;
        });
        glfwSetWindowFocusCallback(handle, (_, focused) -> {
            io.addFocusEvent(focused);
            eventful = true;
        });
        attachWindowEvents();
        io.setSetClipboardTextFn(new ImStrConsumer() {
            @Override
            public void accept(final String text) {
                glfwSetClipboardString(handle, text);
            }
        });
        io.setGetClipboardTextFn(new ImStrSupplier() {
            @Override
            public String get() {
                return Objects.requireNonNullElse(glfwGetClipboardString(handle), "");
            }
        });
    }

    private void attachWindowEvents() {
        glfwSetFramebufferSizeCallback(handle, (_, width, height) -> {
            framebufferWidth = width;
            framebufferHeight = height;
            eventful = true;
        });
        glfwSetWindowSizeCallback(handle, (_, width, _) -> {
            windowWidth = width;
            eventful = true;
        });
        glfwSetWindowRefreshCallback(handle, _ -> eventful = true);
        glfwSetWindowContentScaleCallback(handle, (_, _, _) -> {
            scaleChanged = true;
            eventful = true;
        });
        glfwSetDropCallback(handle, dropCallback);
    }

    /// As if files of these names had been dropped on the window: what a desktop calls then is called.
    public void drop(final List<String> names) {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            final PointerBuffer given = stack.mallocPointer(names.size());
            names.forEach(name -> given.put(stack.UTF8(name)));
            dropCallback.invoke(handle, names.size(), given.address0());
        }
    }

    private void drop(final String name) {
        try {
            dropped.add(Path.of(name));
        } catch (final InvalidPathException e) {
            // a name that no file can have
            return;
        }
        eventful = true;
    }

    /// On X11 a modifier key's own event does not have its bit yet.
    private static int withOwnBit(final int key, final int action, final int modifiers) {
        final int bit = switch (key) {
            case GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL -> GLFW_MOD_CONTROL;
            case GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT -> GLFW_MOD_SHIFT;
            case GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT -> GLFW_MOD_ALT;
            case GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER -> GLFW_MOD_SUPER;
            default -> 0;
        };
        return action == GLFW_RELEASE ? modifiers & ~bit : modifiers | bit;
    }

    private static void modifiers(final ImGuiIO io, final int modifiers) {
        io.addKeyEvent(ImGuiKey.ModCtrl, (modifiers & GLFW_MOD_CONTROL) != 0);
        io.addKeyEvent(ImGuiKey.ModShift, (modifiers & GLFW_MOD_SHIFT) != 0);
        io.addKeyEvent(ImGuiKey.ModAlt, (modifiers & GLFW_MOD_ALT) != 0);
        io.addKeyEvent(ImGuiKey.ModSuper, (modifiers & GLFW_MOD_SUPER) != 0);
    }

    private void createCursors() {
        cursors[ImGuiMouseCursor.Arrow] = glfwCreateStandardCursor(GLFW_ARROW_CURSOR);
        cursors[ImGuiMouseCursor.TextInput] = glfwCreateStandardCursor(GLFW_IBEAM_CURSOR);
        cursors[ImGuiMouseCursor.ResizeNS] = glfwCreateStandardCursor(GLFW_RESIZE_NS_CURSOR);
        cursors[ImGuiMouseCursor.ResizeEW] = glfwCreateStandardCursor(GLFW_RESIZE_EW_CURSOR);
        cursors[ImGuiMouseCursor.ResizeAll] = glfwCreateStandardCursor(GLFW_RESIZE_ALL_CURSOR);
        cursors[ImGuiMouseCursor.ResizeNESW] = glfwCreateStandardCursor(GLFW_RESIZE_NESW_CURSOR);
        cursors[ImGuiMouseCursor.ResizeNWSE] = glfwCreateStandardCursor(GLFW_RESIZE_NWSE_CURSOR);
        cursors[ImGuiMouseCursor.Hand] = glfwCreateStandardCursor(GLFW_POINTING_HAND_CURSOR);
        cursors[ImGuiMouseCursor.NotAllowed] = glfwCreateStandardCursor(GLFW_NOT_ALLOWED_CURSOR);
        // A theme may lack some of them.
        glfwGetError(null);
    }

    /// Shows the cursor that ImGui asks for.
    void showCursor(final int wanted) {
        if (wanted != shownCursor && wanted >= 0 && wanted < cursors.length) {
            shownCursor = wanted;
            glfwSetCursor(handle, cursors[wanted]);
        }
    }

    /// Takes in what has happened; waits for something to happen, up to `timeoutS` seconds.
    ///
    /// @return whether anything has
    boolean awaitEvents(final double timeoutS) {
        if (timeoutS > 0) {
            glfwWaitEventsTimeout(timeoutS);
        } else {
            glfwPollEvents();
        }
        final boolean happened = eventful;
        eventful = false;
        return happened;
    }

    /// Ends a wait for events. Any thread.
    public static void wake() {
        glfwPostEmptyEvent();
    }

    /// Files dropped on the window since the last call.
    public List<Path> takeDropped() {
        final List<Path> taken = List.copyOf(dropped);
        dropped.clear();
        return taken;
    }

    /// Keys pressed since the last call, in order.
    public List<Chord> takeChords() {
        final List<Chord> taken = List.copyOf(chords);
        chords.clear();
        return taken;
    }

    /// How many keys, buttons and characters came or went since the last call. ImGui takes one a frame, where
    /// they follow each other closely.
    int takePresses() {
        final int taken = presses;
        presses = 0;
        return taken;
    }

    boolean takeScaleChanged() {
        final boolean changed = scaleChanged;
        scaleChanged = false;
        return changed;
    }

    long handle() {
        return handle;
    }

    /// Pixels per UI pixel.
    float scale() {
        final float[] x = new float[1];
        final float[] y = new float[1];
        glfwGetWindowContentScale(handle, x, y);
        return Math.clamp(x[0], 0.5f, 8f);
    }

    int framebufferWidth() {
        return framebufferWidth;
    }

    int framebufferHeight() {
        return framebufferHeight;
    }

    /// Framebuffer pixels per screen coordinate: 1 on X11.
    float framebufferScale() {
        return windowWidth <= 0 ? 1 : (float) framebufferWidth / windowWidth;
    }

    public void title(final String title) {
        glfwSetWindowTitle(handle, title);
    }

    public void requestClose() {
        glfwSetWindowShouldClose(handle, true);
    }

    boolean shouldClose() {
        return glfwWindowShouldClose(handle);
    }

    public void toggleFullscreen() {
        final long monitor = glfwGetPrimaryMonitor();
        final @Nullable GLFWVidMode mode = monitor == 0 ? null : glfwGetVideoMode(monitor);
        if (!fullscreen && mode != null) {
            windowed = placement();
            glfwSetWindowMonitor(handle, monitor, 0, 0, mode.width(), mode.height(), mode.refreshRate());
            fullscreen = true;
        } else if (fullscreen) {
            glfwSetWindowMonitor(
                    handle, 0, windowed.x(), windowed.y(), windowed.width(), windowed.height(), GLFW_DONT_CARE);
            fullscreen = false;
        }
    }

    /// Where the window is, or was before it filled the screen.
    public Placement placement() {
        if (fullscreen) {
            return windowed;
        }
        final int[] x = new int[1];
        final int[] y = new int[1];
        final int[] width = new int[1];
        final int[] height = new int[1];
        glfwGetWindowPos(handle, x, y);
        glfwGetWindowSize(handle, width, height);
        final boolean maximized = glfwGetWindowAttrib(handle, GLFW_MAXIMIZED) == GLFW_TRUE;
        return maximized
                ? new Placement(
                        windowed.x(), windowed.y(), windowed.width(), windowed.height(), true, windowed.placed())
                : new Placement(x[0], y[0], width[0], height[0], false, true);
    }

    @Override
    public void close() {
        Callbacks.glfwFreeCallbacks(handle);
        glfwDestroyWindow(handle);
        for (final long cursor : cursors) {
            if (cursor != 0) {
                glfwDestroyCursor(cursor);
            }
        }
        glfwTerminate();
    }
}

package dev.kymo.viewer.ui.window;

import imgui.ImGui;
import imgui.ImGuiStyle;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiDir;

/// Colours (`0xRRGGBBAA`, sRGB) and measures (UI pixels) of the dark theme.
public final class Theme {
    public static final int TEXT = 0xD6D8DCFF;
    public static final int TEXT_QUIET = 0x8F939AFF;
    public static final int TEXT_FAINT = 0x5F646CFF;
    public static final int TEXT_STRONG = 0xFFFFFFFF;
    public static final int GROUND = 0x101114FF;
    public static final int GROUND_DEEP = 0x0B0C0EFF;
    public static final int GROUND_TIME = 0x14161AFF;
    public static final int HEADER = 0x191B1FFF;
    public static final int POPUP = 0x1C1E22FF;
    public static final int BORDER = 0x2A2D32FF;
    public static final int LINE = 0x1E2024FF;
    public static final int HOVER = 0x282B30FF;
    public static final int SELECTION = 0x1F5FBFFF;
    public static final int SELECTION_HOVER = 0x2A6FDBFF;
    public static final int ACCENT = 0x3D8BFFFF;
    public static final int ACCENT_SOFT = 0x4C9AFFFF;
    public static final int SUCCESS = 0x5BD18BFF;
    public static final int WARNING = 0xFFB020FF;
    public static final int ERROR = 0xFF6B6BFF;
    public static final int DENSITY = 0x9BA1ABFF;
    public static final int DENSITY_SELECTED = 0x6EADFEFF;

    public static final float ROW = 22;
    public static final float PADDING = 12;
    public static final float TOP_BAR = 34;
    public static final float STATUS_BAR = 24;

    private static final int[][] COLOURS = {
        {ImGuiCol.Text, TEXT},
        {ImGuiCol.TextDisabled, TEXT_QUIET},
        {ImGuiCol.WindowBg, GROUND},
        {ImGuiCol.ChildBg, 0},
        {ImGuiCol.PopupBg, POPUP},
        {ImGuiCol.MenuBarBg, GROUND},
        {ImGuiCol.Border, BORDER},
        {ImGuiCol.BorderShadow, 0},
        {ImGuiCol.FrameBg, 0x1E2024FF},
        {ImGuiCol.FrameBgHovered, HOVER},
        {ImGuiCol.FrameBgActive, 0x30343AFF},
        {ImGuiCol.TitleBg, HEADER},
        {ImGuiCol.TitleBgActive, HEADER},
        {ImGuiCol.TitleBgCollapsed, HEADER},
        {ImGuiCol.Tab, HEADER},
        {ImGuiCol.TabHovered, HOVER},
        {ImGuiCol.TabActive, GROUND},
        {ImGuiCol.TabUnfocused, HEADER},
        {ImGuiCol.TabUnfocusedActive, GROUND},
        {ImGuiCol.Button, 0x24272CFF},
        {ImGuiCol.ButtonHovered, 0x2E3238FF},
        {ImGuiCol.ButtonActive, 0x3A3F47FF},
        {ImGuiCol.Header, SELECTION},
        {ImGuiCol.HeaderHovered, HOVER},
        {ImGuiCol.HeaderActive, SELECTION_HOVER},
        {ImGuiCol.Separator, 0x24272CFF},
        {ImGuiCol.SeparatorHovered, 0x3D8BFF80},
        {ImGuiCol.SeparatorActive, ACCENT},
        {ImGuiCol.ResizeGrip, 0},
        {ImGuiCol.ResizeGripHovered, 0x3D8BFF60},
        {ImGuiCol.ResizeGripActive, ACCENT},
        {ImGuiCol.ScrollbarBg, 0},
        {ImGuiCol.ScrollbarGrab, 0x3A3F47FF},
        {ImGuiCol.ScrollbarGrabHovered, 0x4A505AFF},
        {ImGuiCol.ScrollbarGrabActive, 0x5A616CFF},
        {ImGuiCol.CheckMark, ACCENT_SOFT},
        {ImGuiCol.SliderGrab, ACCENT_SOFT},
        {ImGuiCol.SliderGrabActive, 0x7AB6FFFF},
        {ImGuiCol.DockingPreview, 0x3D8BFF50},
        {ImGuiCol.DockingEmptyBg, GROUND_DEEP},
        {ImGuiCol.TableHeaderBg, HEADER},
        {ImGuiCol.TableBorderStrong, BORDER},
        {ImGuiCol.TableBorderLight, LINE},
        {ImGuiCol.TableRowBg, 0},
        {ImGuiCol.TableRowBgAlt, 0xFFFFFF05},
        {ImGuiCol.PlotLines, 0x6EADFEFF},
        {ImGuiCol.PlotLinesHovered, TEXT_STRONG},
        {ImGuiCol.PlotHistogram, 0x6EADFEFF},
        {ImGuiCol.PlotHistogramHovered, TEXT_STRONG},
        {ImGuiCol.TextSelectedBg, 0x1F5FBF90},
        {ImGuiCol.DragDropTarget, ACCENT_SOFT},
        {ImGuiCol.NavHighlight, ACCENT},
        {ImGuiCol.NavWindowingHighlight, 0xFFFFFF60},
        {ImGuiCol.NavWindowingDimBg, 0x00000060},
        {ImGuiCol.ModalWindowDimBg, 0x00000099}
    };

    private Theme() {}

    /// A colour as ImGui packs it.
    public static int packed(final int rgba) {
        return Integer.reverseBytes(rgba);
    }

    /// The colour with another alpha, 0 to 1.
    public static int faded(final int rgba, final double alpha) {
        return (rgba & 0xFFFFFF00) | (int) Math.round((rgba & 0xFF) * Math.clamp(alpha, 0, 1));
    }

    static void apply(final float scale) {
        final ImGuiStyle style = ImGui.getStyle();
        for (final int[] colour : COLOURS) {
            style.setColor(colour[0], packed(colour[1]));
        }
        style.setWindowPadding(PADDING * scale, 8 * scale);
        style.setFramePadding(8 * scale, 4 * scale);
        style.setCellPadding(8 * scale, 2 * scale);
        style.setItemSpacing(8 * scale, 4 * scale);
        style.setItemInnerSpacing(6 * scale, 4 * scale);
        style.setIndentSpacing(14 * scale);
        style.setScrollbarSize(8 * scale);
        style.setGrabMinSize(10 * scale);
        style.setWindowRounding(6 * scale);
        style.setPopupRounding(6 * scale);
        style.setFrameRounding(4 * scale);
        style.setGrabRounding(4 * scale);
        style.setScrollbarRounding(4 * scale);
        style.setTabRounding(0);
        style.setChildRounding(0);
        style.setWindowBorderSize(0);
        style.setFrameBorderSize(0);
        style.setPopupBorderSize(1);
        style.setTabBorderSize(0);
        style.setWindowMenuButtonPosition(ImGuiDir.None);
    }
}

package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.Markdown.Block;
import dev.kymo.viewer.ui.panel.Markdown.Run;
import dev.kymo.viewer.ui.panel.Markdown.Style;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImFont;
import java.util.ArrayList;
import java.util.List;

/// A document set in lines of a width: words and rules with their places. Made once per text and width.
final class DocumentLayout {
    private static final int CODE_TEXT = 0x84BE99FF;
    private static final int CODE_GROUND = 0x1C1E22FF;

    /// A run of characters of one look.
    private record Piece(ImFont font, int colour, boolean onGround, float x, float y, float width, String text) {}

    /// A filled box: a rule, a quote's bar.
    private record Box(float x, float y, float width, float height, int colour) {}

    private final Ui ui;
    private final float widthMax;
    private final boolean wrap;
    private final boolean mono;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Box> boxes = new ArrayList<>();
    private float x;
    private float y;
    private float lineHeight;
    private float left;
    private float right;
    private float widest;

    private DocumentLayout(final Ui ui, final float widthMax, final boolean wrap, final boolean mono) {
        this.ui = ui;
        this.widthMax = widthMax;
        this.wrap = wrap;
        this.mono = mono;
        right = widthMax;
    }

    /// @param width in pixels
    static DocumentLayout plain(
            final Ui ui, final String text, final float width, final boolean wrap, final boolean mono) {
        final DocumentLayout layout = new DocumentLayout(ui, width, wrap, mono);
        for (final String line : text.split("\n", -1)) {
            layout.begin(0);
            layout.words(line, Style.PLAIN, layout.font(Style.PLAIN), Theme.TEXT);
            layout.end(0);
        }
        return layout;
    }

    /// @param width in pixels
    static DocumentLayout markdown(
            final Ui ui, final String text, final float width, final boolean wrap, final boolean mono) {
        final DocumentLayout layout = new DocumentLayout(ui, width, wrap, mono);
        final List<Block> blocks = Markdown.parse(text);
        for (int i = 0; i < blocks.size(); i++) {
            final Block block = blocks.get(i);
            final boolean more = i + 1 < blocks.size() && blocks.get(i + 1).kind() == block.kind();
            switch (block.kind()) {
                case HEADING -> layout.heading(block, i == 0);
                case PARAGRAPH -> layout.paragraph(block, 0, 10);
                case ITEM -> layout.item(block, more);
                case QUOTE -> layout.quote(block, more);
                case CODE -> layout.code(block, more);
                case RULE -> layout.rule();
                case TABLE -> layout.row(block, more);
            }
        }
        return layout;
    }

    float height() {
        return y;
    }

    float width() {
        return widest;
    }

    private ImFont font(final Style style) {
        if (mono || style == Style.CODE) {
            return ui.fonts().mono();
        }
        return style == Style.STRONG ? ui.fonts().strong() : ui.fonts().text();
    }

    private void begin(final float indent) {
        left = indent;
        x = indent;
        lineHeight = 0;
    }

    /// @param gap under the block, in UI pixels
    private void end(final float gap) {
        y += Math.max(lineHeight, lineHeight(font(Style.PLAIN))) + ui.px(gap);
    }

    private static float lineHeight(final ImFont font) {
        return Math.round(font.getFontSize() * 1.3f);
    }

    private void heading(final Block block, final boolean isFirst) {
        y += isFirst ? 0 : ui.px(8);
        begin(0);
        final ImFont font =
                block.level() <= 2 ? ui.fonts().heading() : ui.fonts().strong();
        block.runs().forEach(run -> words(run.text(), run.style(), font, Theme.TEXT_STRONG));
        end(block.level() <= 2 ? 8 : 4);
    }

    private void paragraph(final Block block, final float indent, final float gap) {
        begin(indent);
        block.runs().forEach(this::run);
        end(gap);
    }

    private void run(final Run run) {
        final int colour = switch (run.style()) {
            case CODE -> CODE_TEXT;
            case STRONG, EMPHASIS -> Theme.TEXT_STRONG;
            case LINK -> 0x6EADFEFF;
            case PLAIN -> Theme.TEXT;
        };
        words(run.text(), run.style(), font(run.style()), colour);
    }

    private void item(final Block block, final boolean more) {
        final float indent = ui.px(16 * block.level());
        begin(indent);
        words(block.marker(), Style.PLAIN, font(Style.PLAIN), Theme.TEXT_QUIET);
        final float text = indent + Math.max(ui.px(16), x - indent + ui.px(6));
        begin(text);
        block.runs().forEach(this::run);
        end(more ? 2 : 10);
    }

    private void quote(final Block block, final boolean more) {
        final float from = y;
        begin(ui.px(12));
        block.runs().forEach(this::run);
        end(more ? 0 : 2);
        boxes.add(new Box(0, from, ui.px(3), y - from, Theme.BORDER));
        y += more ? 0 : ui.px(8);
    }

    private void code(final Block block, final boolean more) {
        final float from = y;
        begin(ui.px(8));
        final ImFont font = ui.fonts().mono();
        final String text = block.runs().getFirst().text();
        piece(text, font, CODE_TEXT, false);
        end(0);
        boxes.add(new Box(0, from, widthMax, y - from, CODE_GROUND));
        y += more ? 0 : ui.px(10);
    }

    private void rule() {
        y += ui.px(4);
        boxes.add(new Box(0, y, widthMax, Math.max(1, ui.scale()), Theme.BORDER));
        y += ui.px(10);
    }

    /// Cells of equal width, each with lines of its own.
    private void row(final Block block, final boolean more) {
        final float top = y;
        final int count = Math.max(1, block.cells().size());
        final float width = widthMax / count;
        float bottom = top;
        for (int i = 0; i < block.cells().size(); i++) {
            y = top;
            right = (i + 1) * width - ui.px(10);
            begin(i * width);
            for (final Run run : block.cells().get(i)) {
                if (block.level() == 1) {
                    words(run.text(), Style.STRONG, font(Style.STRONG), Theme.TEXT_QUIET);
                } else {
                    run(run);
                }
            }
            end(0);
            bottom = Math.max(bottom, y);
        }
        right = widthMax;
        y = bottom + ui.px(3);
        boxes.add(new Box(0, y, widthMax, Math.max(1, ui.scale()), Theme.LINE));
        y += ui.px(more ? 3 : 12);
    }

    /// Sets words one after the other, on new lines where they do not fit.
    private void words(final String text, final Style style, final ImFont font, final int colour) {
        if (!wrap) {
            piece(text, font, colour, style == Style.CODE);
            return;
        }
        final StringBuilder line = new StringBuilder();
        float lineWidth = 0;
        for (final String word : text.split("(?<= )")) {
            for (final String part : parts(word, font)) {
                final float width = width(font, part.stripTrailing());
                if (x + lineWidth + width > right && x + lineWidth > left) {
                    piece(line.toString().stripTrailing(), font, colour, style == Style.CODE);
                    line.setLength(0);
                    lineWidth = 0;
                    newLine();
                }
                line.append(part);
                lineWidth += width(font, part);
            }
        }
        piece(line.toString(), font, colour, style == Style.CODE);
    }

    /// A word that is longer than a line, such as a path in a table's narrow column, in parts that are not: after its
    /// slashes where that does it. Others as they are.
    private List<String> parts(final String word, final ImFont font) {
        final float room = right - left;
        if (width(font, word.stripTrailing()) <= room) {
            return List.of(word);
        }
        final List<String> parts = new ArrayList<>();
        int from = 0;
        while (width(font, word.substring(from).stripTrailing()) > room) {
            int to = word.offsetByCodePoints(from, 1);
            while (to < word.length() && width(font, word.substring(from, word.offsetByCodePoints(to, 1))) <= room) {
                to = word.offsetByCodePoints(to, 1);
            }
            final int slash = word.lastIndexOf('/', to - 1);
            if (slash > from) {
                to = slash + 1;
            }
            if (to == word.length()) {
                break;
            }
            parts.add(word.substring(from, to));
            from = to;
        }
        parts.add(word.substring(from));
        return parts;
    }

    private void newLine() {
        y += lineHeight;
        x = left;
        lineHeight = 0;
    }

    private void piece(final String text, final ImFont font, final int colour, final boolean onGround) {
        lineHeight = Math.max(lineHeight, lineHeight(font));
        if (!text.isEmpty()) {
            final float width = width(font, text);
            pieces.add(new Piece(font, colour, onGround, x, y, width, text));
            x += width;
            widest = Math.max(widest, x);
        }
    }

    private static float width(final ImFont font, final String text) {
        return text.isEmpty() ? 0 : font.calcTextSizeAX(font.getFontSize(), Float.MAX_VALUE, 0, text);
    }

    /// Draws what can be seen between two heights.
    void draw(final ImDrawList list, final float originX, final float originY, final float from, final float to) {
        for (final Box box : boxes) {
            if (box.y + box.height >= from && box.y <= to) {
                list.addRectFilled(
                        originX + box.x,
                        originY + box.y,
                        originX + box.x + box.width,
                        originY + box.y + box.height,
                        Theme.packed(box.colour));
            }
        }
        for (final Piece piece : pieces) {
            final float height = lineHeight(piece.font);
            if (piece.y + height < from || piece.y > to) {
                continue;
            }
            if (piece.onGround) {
                list.addRectFilled(
                        originX + piece.x - ui.px(2),
                        originY + piece.y,
                        originX + piece.x + piece.width + ui.px(2),
                        originY + piece.y + height - ui.px(3),
                        Theme.packed(CODE_GROUND),
                        ui.px(3));
            }
            list.addText(
                    piece.font,
                    (int) piece.font.getFontSize(),
                    originX + piece.x,
                    originY + piece.y,
                    Theme.packed(piece.colour),
                    piece.text);
        }
    }
}

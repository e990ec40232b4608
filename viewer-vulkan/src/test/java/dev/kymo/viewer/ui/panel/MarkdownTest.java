package dev.kymo.viewer.ui.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.ui.panel.Markdown.Kind;
import dev.kymo.viewer.ui.panel.Markdown.Run;
import dev.kymo.viewer.ui.panel.Markdown.Style;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MarkdownTest {
    private static final String TEXT = """
            # Title
            A paragraph over
            two lines with **bold**, `code` and [a link](http://x).

            - one
              - deeper
            2. second

            > quoted
            ---
            | a | b |
            |---|---|
            | 1 | `2` |
            ```
            raw **text**
            ```
            """;

    @Test
    void shouldTellBlocksApart() {
        final List<Markdown.Block> blocks = Markdown.parse(TEXT);
        assertEquals(
                List.of(
                        Kind.HEADING,
                        Kind.PARAGRAPH,
                        Kind.ITEM,
                        Kind.ITEM,
                        Kind.ITEM,
                        Kind.QUOTE,
                        Kind.RULE,
                        Kind.TABLE,
                        Kind.TABLE,
                        Kind.CODE),
                blocks.stream().map(Markdown.Block::kind).toList());
        assertEquals(1, blocks.get(3).level());
        assertEquals("2.", blocks.get(4).marker());
        assertEquals(List.of(new Run(Style.CODE, "2")), blocks.get(8).cells().get(1));
        assertEquals("raw **text**", blocks.get(9).runs().getFirst().text());
    }

    @Test
    void shouldFindMarksInsideOfLinesAndLeaveAloneWhatIsNone() {
        assertEquals(
                List.of(
                        new Run(Style.PLAIN, "A "),
                        new Run(Style.STRONG, "b"),
                        new Run(Style.PLAIN, " "),
                        new Run(Style.CODE, "c*d"),
                        new Run(Style.PLAIN, " "),
                        new Run(Style.LINK, "e")),
                Markdown.runs("A **b** `c*d` [e](f)"));
        assertEquals(
                List.of(new Run(Style.PLAIN, "2 * 3 and snake_case_name")), Markdown.runs("2 * 3 and snake_case_name"));
        assertEquals(List.of(new Run(Style.PLAIN, "**open")), Markdown.runs("**open"));
    }

    @Test
    void shouldBearAnyText() {
        final String alphabet = "ab *_`[]()#->|\n\r0.~";
        for (int seed = 0; seed < 2000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertTrue(Markdown.parse(text.toString()).size() <= 61, "seed=" + seed);
        }
    }
}

package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class EntityPathTest {
    private static void assertParts(final String text, final String... parts) {
        assertEquals(List.of(parts), EntityPath.parse(text).parts(), text);
    }

    @Test
    void shouldEscapeAllButLettersDigitsAndThreeSigns() {
        assertEquals("/a-b_c.d9", EntityPath.of("a-b_c.d9").toString());
        assertEquals("/a\\ b\\(1\\)", EntityPath.of("a b(1)").toString());
        assertEquals("/\\\"q\\\"/it\\'s", EntityPath.of("\"q\"", "it's").toString());
        assertEquals("/wörld/点\\ 群", EntityPath.of("wörld", "点 群").toString());
        assertEquals("/new\\nline\\r\\t", EntityPath.of("new\nline\r\t").toString());
        assertEquals("/\\u{2603}", EntityPath.of("☃").toString());
        assertEquals("/\\u{0000}\\u{007F}", EntityPath.of("\0\u007f").toString());
        assertEquals("/\\u{1F600}", EntityPath.of("😀").toString());
        assertEquals("/ü\\\\\\/x", EntityPath.of("ü\\/x").toString());
    }

    @Test
    void shouldForgiveExtraSlashesAndMissingOrNeedlessEscapes() {
        assertParts("", new String[0]);
        assertParts("///", new String[0]);
        assertParts("a//b/", "a", "b");
        assertParts("/a b/c", "a b", "c");
        assertParts("/\\a\\b", "ab");
        assertParts("/a\\/b", "a/b");
        assertParts("/a\\\\/b", "a\\", "b");
        assertParts("/a\\", "a\\");
        assertEquals(EntityPath.parse("/a\\ b/c"), EntityPath.parse("a b/c"));
    }

    @Test
    void shouldTakeBrokenUnicodeEscapesAsText() {
        assertParts("/\\u{2603}", "☃");
        assertParts("/\\u{1f600}x", "😀x");
        assertParts("/\\u{}", "u{}");
        assertParts("/\\u{110000}", "u{110000}");
        assertParts("/\\u{00000041}", "u{00000041}");
        assertParts("/\\u{zz}", "u{zz}");
        assertParts("/\\u{41", "u{41");
        assertParts("/\\u", "u");
        assertParts("/\\u{\uff11\uff12}", "u{\uff11\uff12}");
    }

    @Test
    void shouldTellPathsThatDifferOnlyInCaseOrPrefix() {
        assertFalse(EntityPath.parse("/case").equals(EntityPath.parse("/CASE")));
        assertFalse(EntityPath.parse("/a").contains(EntityPath.parse("/ab")));
        assertTrue(EntityPath.parse("/a").contains(EntityPath.parse("/a/b")));
        assertTrue(EntityPath.parse("/a").contains(EntityPath.parse("/a")));
        assertTrue(EntityPath.ROOT.contains(EntityPath.parse("/a")));
        assertFalse(EntityPath.parse("/a/b").contains(EntityPath.parse("/a")));
    }

    @Test
    void shouldClimbToTheRoot() {
        final EntityPath path = EntityPath.of("a", "b/c");
        assertEquals(EntityPath.of("a"), path.parent());
        assertEquals(EntityPath.ROOT, EntityPath.of("a").parent());
        assertNull(EntityPath.ROOT.parent());
        assertTrue(EntityPath.ROOT.isRoot());
        assertSame(EntityPath.ROOT, EntityPath.parse("/"));
        assertEquals(path, EntityPath.ROOT.child("a").child("b/c"));
        assertEquals("/", EntityPath.ROOT.toString());
    }

    @Test
    void shouldRefuseEmptyParts() {
        assertThrows(IllegalArgumentException.class, () -> EntityPath.of("a", ""));
        assertThrows(IllegalArgumentException.class, () -> EntityPath.ROOT.child(""));
    }

    @Test
    void shouldReadBackAnyUnicodeFromItsText() {
        final Random random = new Random(1);
        for (int seed = 0; seed < 20_000; seed++) {
            random.setSeed(seed);
            final EntityPath path = EntityPath.of(randomParts(random));
            final EntityPath parsed = EntityPath.parse(path.toString());
            assertEquals(path.parts(), parsed.parts(), "seed=" + seed);
            assertEquals(path, parsed, "seed=" + seed);
            assertEquals(path.toString(), parsed.toString(), "seed=" + seed);
            assertEquals(path.hashCode(), parsed.hashCode(), "seed=" + seed);
        }
    }

    @Test
    void shouldNeverFailToParse() {
        final Random random = new Random(2);
        final String letters = "\\/u{}nf0123ab \u2603\ud83d";
        for (int seed = 0; seed < 20_000; seed++) {
            random.setSeed(seed);
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            final EntityPath path = EntityPath.parse(text.toString());
            assertEquals(path, EntityPath.parse(path.toString()), "seed=" + seed);
        }
    }

    @Test
    void shouldOrderParentsDirectlyBeforeTheirDescendants() {
        final Random random = new Random(3);
        for (int seed = 0; seed < 200; seed++) {
            random.setSeed(seed);
            final TreeSet<EntityPath> paths = new TreeSet<>();
            for (int i = 0; i < 60; i++) {
                final List<String> parts = new ArrayList<>();
                for (int depth = random.nextInt(4); depth > 0; depth--) {
                    parts.add(List.of("a", "a ", "a-b", "ab", "b", "a/b", "Z", "ü")
                            .get(random.nextInt(8)));
                }
                paths.add(EntityPath.of(parts));
            }
            for (final EntityPath path : paths) {
                boolean left = false;
                for (final EntityPath later : paths.tailSet(path, true)) {
                    left |= !path.contains(later);
                    assertFalse(left && path.contains(later), "seed=" + seed + " " + path + " " + later);
                }
            }
        }
    }

    @Test
    void shouldOrderConsistentlyWithEquality() {
        final Random random = new Random(4);
        for (int seed = 0; seed < 5_000; seed++) {
            random.setSeed(seed);
            final EntityPath a = EntityPath.of(randomParts(random));
            final EntityPath b = EntityPath.of(randomParts(random));
            assertEquals(a.equals(b), a.compareTo(b) == 0, "seed=" + seed);
            assertEquals(Integer.signum(a.compareTo(b)), -Integer.signum(b.compareTo(a)), "seed=" + seed);
        }
    }

    @Test
    void shouldWriteTheTextsOfTheReferenceStore() {
        final String answers = SharedFiles.read("semantics/entity_names_escaped.expected.jsonl");
        final String line = answers.lines()
                .filter(l -> l.contains("\"kind\":\"store\""))
                .findFirst()
                .orElseThrow();
        final String list = line.substring(line.indexOf("\"entities\":[") + 12, line.indexOf("],\"timelines\""));
        final Matcher texts = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(list);
        int found = 0;
        while (texts.find()) {
            final String text = texts.group(1).replaceAll("\\\\(.)", "$1");
            assertEquals(text, EntityPath.parse(text).toString());
            found++;
        }
        assertEquals(15, found, list);
    }

    static List<String> randomParts(final Random random) {
        final List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            final StringBuilder part = new StringBuilder();
            for (int j = 1 + random.nextInt(6); j > 0; j--) {
                part.appendCodePoint(
                        switch (random.nextInt(6)) {
                            case 0 -> random.nextInt(128);
                            case 1 -> "\\/u{}nrt\"' ".charAt(random.nextInt(11));
                            case 2 -> 0x1F300 + random.nextInt(0x400);
                            case 3 -> random.nextInt(0x3000);
                            case 4 -> Character.MIN_SURROGATE + random.nextInt(0x800);
                            default -> random.nextInt(Character.MAX_CODE_POINT + 1);
                        });
            }
            parts.add(part.toString());
        }
        return parts;
    }
}

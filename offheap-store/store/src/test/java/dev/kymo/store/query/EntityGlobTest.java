package dev.kymo.store.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.EntityPath;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EntityGlobTest {
    private static void assertMatch(final boolean expected, final String glob, final String path) {
        assertEquals(expected, EntityGlob.parse(glob).matches(EntityPath.parse(path)), glob + " and " + path);
    }

    @Test
    void shouldTakeStarsForPartsAndForTextInThem() {
        assertMatch(true, "/world/**", "/world");
        assertMatch(true, "/world/**", "/world/a/b");
        assertMatch(false, "/world/**", "/worlds");
        assertMatch(true, "/**", "/");
        assertMatch(false, "/*", "/");
        assertMatch(true, "/*/camera", "/left/camera");
        assertMatch(false, "/*/camera", "/a/left/camera");
        assertMatch(true, "/**/camera", "/a/left/camera");
        assertMatch(true, "/**/camera/**", "/camera");
        assertMatch(true, "/**/a/**/**/b", "/x/a/y/z/b");
        assertMatch(false, "/**/a/**/b", "/x/a/y/z");
        assertMatch(true, "/cam*_?", "/camera_?");
        assertMatch(false, "/cam*_?", "/camera_1");
        assertMatch(true, "world//a/", "/world/a");
    }

    @Test
    void shouldReadEscapesAsPathsDo() {
        assertMatch(true, "/a\\ b/c", "/a\\ b/c");
        assertMatch(true, "/a b", "/a\\ b");
        assertMatch(true, "/\\*", "/\\*");
        assertMatch(false, "/\\*", "/x");
        assertMatch(true, "/a\\/b", "/a\\/b");
        assertMatch(false, "/a\\/b", "/a/b");
        assertMatch(true, "/\\u{1F600}*", "/😀x");
        assertMatch(true, "/a.c[d]$", "/a.c[d]$");
        assertMatch(false, "/a.c", "/abc");
        assertMatch(true, "/a\\nb*", "/a\\nb\\nc");
    }

    @Test
    void shouldMatchEveryPathByItsOwnText() {
        final Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            final StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append("ab/\\*. {}u\n😀".charAt(random.nextInt(12)));
            }
            final EntityPath path = EntityPath.parse(text.toString());
            assertMatch(true, path.toString(), path.toString());
            assertMatch(true, path + "/**", path.toString());
            assertMatch(
                    !path.isRoot(),
                    path.isRoot() ? "/*" : "/*".repeat(path.parts().size()),
                    path.toString());
        }
    }

    @Test
    void shouldReadColumnNamesBack() {
        for (final EntityPath entity : List.of(EntityPath.ROOT, EntityPath.of("a:b", "c\\"), EntityPath.of("ü:"))) {
            final ColumnName name = new ColumnName(entity, "Points3D:positions");
            assertEquals(name, ColumnName.parse(name.toString()));
        }
        assertEquals(new ColumnName(EntityPath.of("a"), "c"), ColumnName.parse("a:c"));
        assertThrows(IllegalArgumentException.class, () -> ColumnName.parse("/a"));
        assertThrows(IllegalArgumentException.class, () -> ColumnName.parse("/a:"));
    }
}

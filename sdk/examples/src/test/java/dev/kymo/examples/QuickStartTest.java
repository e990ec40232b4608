package dev.kymo.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.MemorySink;
import dev.kymo.sdk.RecordingStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every block of Java in `docs/QUICK_START.md` is compiled; those that are no program of their own are run.
class QuickStartTest {
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final int PIXELS = 640 * 480;

    /// A method around a block, with what the text says that blocks have.
    private static final String AROUND = """
            import dev.kymo.sdk.*;
            import dev.kymo.sdk.file.FileSink;
            import dev.kymo.store.model.*;
            import java.lang.invoke.MethodHandles;
            import java.nio.file.Path;
            import java.time.*;

            public final class NAME {
              public static void run(RecordingStream rec, byte[] pixels, short[] depthMm, byte[] jpeg,
                  double[] seconds, double[] values, float[] tenPoints, Path file) throws Exception {
            BODY
              }
            }
            """;

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(final String name, final String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static List<String> blocks() throws IOException {
        final List<String> blocks = new ArrayList<>();
        final Matcher matcher =
                JAVA.matcher(Files.readString(Path.of(System.getProperty("kymo.root"), "docs", "QUICK_START.md")));
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertTrue(blocks.size() > 10, "blocks=" + blocks.size());
        return blocks;
    }

    private static boolean isProgram(final String block) {
        return block.contains("void main(");
    }

    @Test
    void shouldCompileAndRunEveryBlock(@TempDir final Path folder) throws Exception {
        final List<String> blocks = blocks();
        final List<JavaFileObject> sources = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            final String block = blocks.get(i);
            sources.add(new Source(
                    "Block" + i,
                    isProgram(block)
                            ? block
                            : AROUND.replace("NAME", "Block" + i).replace("BODY", block)));
        }
        compile(sources, folder);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            for (int i = 0; i < blocks.size(); i++) {
                if (!isProgram(blocks.get(i))) {
                    assertTrue(rowsOf(loader.loadClass("Block" + i), folder) > 0, blocks.get(i));
                }
            }
        }
        assertTrue(Files.size(folder.resolve("run.rrd")) > 1000);
    }

    private static void compile(final List<JavaFileObject> sources, final Path folder) {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final StringWriter said = new StringWriter();
        final boolean isCompiled = compiler.getTask(
                        said,
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8),
                        null,
                        List.of("-d", folder.toString(), "-cp", classPath(), "-proc:none"),
                        null,
                        sources)
                .call();
        assertEquals("", said.toString());
        assertTrue(isCompiled);
    }

    /// What the test itself runs with, which Surefire hides in a jar's manifest.
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /// How many rows a block logs, to `rec` or to the file.
    private static int rowsOf(final Class<?> block, final Path folder) throws Exception {
        final MemorySink sink = new MemorySink();
        final Path file = folder.resolve("run.rrd");
        try (var rec = RecordingStream.builder("quick-start").sink(sink).open()) {
            block.getMethod(
                            "run",
                            RecordingStream.class,
                            byte[].class,
                            short[].class,
                            byte[].class,
                            double[].class,
                            double[].class,
                            float[].class,
                            Path.class)
                    .invoke(
                            null,
                            rec,
                            new byte[3 * PIXELS],
                            new short[PIXELS],
                            new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
                            new double[] {1, 2},
                            new double[] {0.5, 1},
                            new float[30],
                            file);
        }
        // The first row is the recording's own
        return sink.rows().size() - 1 + (Files.exists(file) ? 1 : 0);
    }
}

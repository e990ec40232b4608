package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Names of media types (IANA) that viewers know.
public final class MediaType {
    public static final String TEXT = "text/plain";
    public static final String MARKDOWN = "text/markdown";
    public static final String JPEG = "image/jpeg";
    public static final String PNG = "image/png";
    public static final String GLB = "model/gltf-binary";
    public static final String GLTF = "model/gltf+json";
    public static final String OBJ = "model/obj";
    public static final String STL = "model/stl";
    public static final String MP4 = "video/mp4";
    public static final String RVL = "application/rvl";

    private MediaType() {}

    /// What the first bytes say, or null when they say nothing known.
    public static @Nullable String guess(final MemorySegment bytes) {
        if (startsWith(bytes, 0, "\u00FF\u00D8\u00FF")) {
            return JPEG;
        }
        if (startsWith(bytes, 0, "\u0089PNG\r\n\u001A\n")) {
            return PNG;
        }
        if (startsWith(bytes, 0, "glTF")) {
            return GLB;
        }
        return startsWith(bytes, 4, "ftyp") ? MP4 : null;
    }

    /// What a file's name says, or null when it says nothing known.
    static @Nullable String ofName(final Path file) {
        final String name = file.toString().toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "glb" -> GLB;
            case "gltf" -> GLTF;
            case "obj" -> OBJ;
            case "stl" -> STL;
            default -> null;
        };
    }

    private static boolean startsWith(final MemorySegment bytes, final long offset, final String magic) {
        final byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.byteSize() < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, offset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}

package dev.kymo.viewer.shaders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.lwjgl.util.shaderc.Shaderc;

/// Compiles every `*.vert`, `*.frag` and `*.comp` of a folder to `<name>.spv` in another. `#include "x.glsl"`
/// (a line of its own, same folder, one level) is expanded here with `#line` directives, so that errors name
/// the included file. Run by the build; a compile error is thrown with `file:line`, which fails the build.
public final class ShaderCompiler {
    private ShaderCompiler() {}

    /// @param args the folder of the sources, the folder to write to
    public static void main(final String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("arguments: <source folder> <output folder>, found " + args.length);
        }
        final Path sources = Path.of(args[0]);
        final Path output = Path.of(args[1]);
        Files.createDirectories(output);
        final List<Path> files;
        try (Stream<Path> listing = Files.list(sources)) {
            files = listing.filter(file -> !file.toString().endsWith(".glsl"))
                    .sorted()
                    .toList();
        }
        final long compiler = Shaderc.shaderc_compiler_initialize();
        final long options = Shaderc.shaderc_compile_options_initialize();
        try {
            Shaderc.shaderc_compile_options_set_target_env(
                    options, Shaderc.shaderc_target_env_vulkan, Shaderc.shaderc_env_version_vulkan_1_3);
            Shaderc.shaderc_compile_options_set_optimization_level(
                    options, Shaderc.shaderc_optimization_level_performance);
            Shaderc.shaderc_compile_options_set_warnings_as_errors(options);
            for (final Path file : files) {
                compile(compiler, options, file, output.resolve(file.getFileName() + ".spv"));
            }
        } finally {
            Shaderc.shaderc_compile_options_release(options);
            Shaderc.shaderc_compiler_release(compiler);
        }
    }

    private static void compile(final long compiler, final long options, final Path source, final Path target)
            throws IOException {
        final String name = String.valueOf(source.getFileName());
        final long result =
                Shaderc.shaderc_compile_into_spv(compiler, expandIncludes(source), kindOf(name), name, "main", options);
        try {
            if (Shaderc.shaderc_result_get_compilation_status(result) != Shaderc.shaderc_compilation_status_success) {
                throw new IllegalStateException(
                        "shader does not compile:\n" + Shaderc.shaderc_result_get_error_message(result));
            }
            final ByteBuffer code = Shaderc.shaderc_result_get_bytes(result);
            if (code == null) {
                throw new IllegalStateException("no code for " + source);
            }
            final byte[] bytes = new byte[code.remaining()];
            code.get(bytes);
            Files.write(target, bytes);
        } finally {
            Shaderc.shaderc_result_release(result);
        }
    }

    private static int kindOf(final String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "vert" -> Shaderc.shaderc_vertex_shader;
            case "frag" -> Shaderc.shaderc_fragment_shader;
            case "comp" -> Shaderc.shaderc_compute_shader;
            default ->
                throw new IllegalArgumentException("shader file " + name + ": expected .vert, .frag, .comp or .glsl");
        };
    }

    private static String expandIncludes(final Path source) throws IOException {
        final StringBuilder text = new StringBuilder();
        final List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i);
            if (!line.startsWith("#include \"")) {
                text.append(line).append('\n');
                continue;
            }
            final String included = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
            text.append("#line 1 \"").append(included).append("\"\n");
            text.append(Files.readString(source.resolveSibling(included))).append('\n');
            text.append("#line ").append(i + 2).append(" \"");
            text.append(source.getFileName()).append("\"\n");
        }
        return text.toString();
    }
}

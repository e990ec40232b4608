package dev.kymo.perf.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may know whom. Each arrow is also shown to fail: a class that breaks it is planted and must be found.
final class ModuleArrowsTest {
    private static final String STORE = "dev.kymo.store";
    private static final String MODEL = "dev.kymo.store.model";
    private static final String INDEX = "dev.kymo.store.index";
    private static final String QUERY = "dev.kymo.store.query";

    private static final List<Arrow> ARROWS = List.of(
            Arrow.of(MODEL),
            Arrow.of("dev.kymo.store.memory"),
            Arrow.of("dev.kymo.store.ipc", MODEL),
            Arrow.of("dev.kymo.store.chunk", MODEL, "dev.kymo.store.memory", "dev.kymo.store.ipc"),
            Arrow.of(INDEX, MODEL, "dev.kymo.store.memory", "dev.kymo.store.chunk"),
            Arrow.of(QUERY, MODEL, "dev.kymo.store.memory", "dev.kymo.store.ipc", "dev.kymo.store.chunk", INDEX),
            Arrow.of(STORE),
            Arrow.of("dev.kymo.arrow", STORE),
            Arrow.of("dev.kymo.rrd", STORE),
            Arrow.of("dev.kymo.ring", MODEL),
            Arrow.of("dev.kymo.ingest", "dev.kymo.ring", STORE),
            Arrow.of("dev.kymo.sdk", "dev.kymo.ring", MODEL),
            Arrow.planned("dev.kymo.sdk.file", "dev.kymo.sdk", "dev.kymo.importer", "dev.kymo.rrd", STORE),
            // Small, like the SDK: no store, no file
            Arrow.of("dev.kymo.sdk.remote", "dev.kymo.sdk", "dev.kymo.ring", MODEL),
            Arrow.of("dev.kymo.sdk.adapter", "dev.kymo.sdk", MODEL),
            Arrow.of("dev.kymo.importer", "dev.kymo.sdk", "dev.kymo.rrd", STORE),
            // What a logging program may know, and no more: it is one.
            Arrow.of("dev.kymo.demo", "dev.kymo.sdk", MODEL),
            Arrow.planned("dev.kymo.examples", "dev.kymo.sdk", MODEL),
            // A part of the build: it knows text.
            Arrow.planned("dev.kymo.generator"),
            Arrow.of("dev.kymo.viewer.vulkan"),
            Arrow.of("dev.kymo.viewer.shaders"),
            Arrow.of("dev.kymo.viewer.render", "dev.kymo.viewer.vulkan"),
            // The device is passed through to the renderers that a view makes; nothing else of vulkan is known. Of
            // files only the side files of large clouds are.
            Arrow.of(
                    "dev.kymo.viewer.view",
                    "dev.kymo.viewer.render",
                    STORE,
                    "dev.kymo.rrd.lod",
                    "dev.kymo.viewer.vulkan.GpuDevice"),
            Arrow.of("dev.kymo.viewer.ui.window", "dev.kymo.viewer.vulkan"),
            Arrow.of("dev.kymo.viewer.ui.state", "dev.kymo.viewer.view", STORE),
            Arrow.of(
                    "dev.kymo.viewer.ui.panel",
                    "dev.kymo.viewer.ui.state",
                    "dev.kymo.viewer.ui.window",
                    "dev.kymo.viewer.view",
                    "dev.kymo.viewer.render",
                    "dev.kymo.viewer.vulkan",
                    STORE),
            Arrow.of(
                    "dev.kymo.viewer.ui",
                    "dev.kymo.viewer.view",
                    "dev.kymo.viewer.render",
                    "dev.kymo.viewer.vulkan",
                    STORE),
            Arrow.of(
                    "dev.kymo.viewer.app",
                    "dev.kymo.viewer",
                    "dev.kymo.ingest",
                    "dev.kymo.ring",
                    "dev.kymo.importer",
                    "dev.kymo.sdk",
                    "dev.kymo.rrd",
                    STORE),
            Arrow.of(
                    "dev.kymo.cli",
                    "dev.kymo.viewer",
                    "dev.kymo.ingest",
                    "dev.kymo.ring",
                    "dev.kymo.importer",
                    "dev.kymo.sdk",
                    "dev.kymo.rrd",
                    STORE));

    private static final List<String> MAY_QUERY = List.of(
            STORE,
            "dev.kymo.arrow",
            "dev.kymo.viewer.view",
            "dev.kymo.viewer.ui",
            "dev.kymo.viewer.app",
            "dev.kymo.cli",
            "dev.kymo.perf");

    private static final Set<String> JAVA_BASE = Object.class.getModule().getPackages();

    /// Read once: it takes seconds.
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.kymo");

    /// What a file tells the index, and is asked by it: to know these is not to query.
    private static final Set<String> FOR_FILES = Set.of(
            "ChunkLoader",
            "ChunkMemory",
            "ChunkSeries",
            "ChunkSlots",
            "FiledChunks",
            "FiledComponent",
            "LoadedChunk",
            "LoadedChunks",
            "Loading",
            "ProcessMemory",
            "StaleIndexException");

    private static ArchRule onlyThoseWhoMayQuery() {
        return ArchRuleDefinition.noClasses()
                .that(DescribedPredicate.describe(
                        "may not query the store",
                        source -> MAY_QUERY.stream().noneMatch(root -> Arrow.isIn(source.getPackageName(), root))))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are in " + INDEX + " or " + QUERY,
                        (JavaClass target) -> (Arrow.isIn(target.getPackageName(), INDEX)
                                        || Arrow.isIn(target.getPackageName(), QUERY))
                                && !FOR_FILES.contains(target.getSimpleName())));
    }

    private static ArchRule modelKnowsOnlyJavaBase() {
        return ArchRuleDefinition.classes()
                .that(DescribedPredicate.describe(
                        "are in " + MODEL, source -> Arrow.isIn(source.getPackageName(), MODEL)))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.describe(
                        "are in java.base, jspecify or the model",
                        (JavaClass target) -> isOfJavaBase(target.getBaseComponentType())));
    }

    private static boolean isOfJavaBase(final JavaClass target) {
        return target.isPrimitive()
                || JAVA_BASE.contains(target.getPackageName())
                || target.getPackageName().equals("org.jspecify.annotations")
                || Arrow.isIn(target.getPackageName(), MODEL);
    }

    @Test
    void shouldKnowOnlyWhatTheArrowsAllow() {
        for (final Arrow arrow : ARROWS) {
            arrow.rule(ARROWS).check(CLASSES);
        }
    }

    @Test
    void shouldHoldEveryPackageByAnArrow() {
        final Set<String> free = new TreeSet<>();
        for (final JavaClass found : CLASSES) {
            if (ARROWS.stream().noneMatch(arrow -> arrow.holds(found.getPackageName(), ARROWS))) {
                free.add(found.getPackageName());
            }
        }
        free.removeIf(name -> Arrow.isIn(name, "dev.kymo.perf"));
        assertEquals(Set.of(), free, "packages that no arrow holds");
    }

    @Test
    void shouldQueryTheStoreOnlyFromViewsAndTools() {
        onlyThoseWhoMayQuery().check(CLASSES);
    }

    @Test
    void shouldKeepTheModelOnJavaBaseAlone() {
        modelKnowsOnlyJavaBase().check(CLASSES);
    }

    @Test
    void shouldFindEveryArrowThatIsBroken(@TempDir final Path folder) throws IOException {
        final Set<String> packages = ARROWS.stream().map(Arrow::from).collect(Collectors.toCollection(TreeSet::new));
        packages.add("dev.kymo.perf");
        final List<String> missed = new ArrayList<>();
        for (final Arrow arrow : ARROWS) {
            final JavaClasses planted = planted(
                    folder,
                    arrow.from(),
                    packages.stream().map(name -> name + ".Known").toArray(String[]::new));
            final List<String> found =
                    arrow.rule(ARROWS).evaluate(planted).getFailureReport().getDetails();
            for (final String target : packages) {
                final boolean allowed = Arrow.isIn(target, arrow.from())
                        || arrow.allowed().stream().anyMatch(root -> Arrow.isIn(target, root));
                if (allowed == found.stream().anyMatch(line -> line.contains("<" + target + ".Known>"))) {
                    missed.add(arrow.from() + " -> " + target);
                }
            }
        }
        assertEquals(List.of(), missed);
    }

    @Test
    void shouldFindWhoQueriesWithoutLeaveAndWhatTheModelMayNotImport(@TempDir final Path folder) throws IOException {
        assertTrue(onlyThoseWhoMayQuery()
                .evaluate(planted(folder, "dev.kymo.rrd", INDEX + ".StoreReader"))
                .hasViolation());
        assertTrue(modelKnowsOnlyJavaBase()
                .evaluate(planted(folder, MODEL, "java.util.logging.Logger"))
                .hasViolation());
        assertFalse(modelKnowsOnlyJavaBase()
                .evaluate(planted(folder, MODEL, "java.util.List"))
                .hasViolation());
    }

    /// A class in `packageName` with a field of each of the types `known`.
    private static JavaClasses planted(final Path folder, final String packageName, final String... known)
            throws IOException {
        final Path file = Files.createDirectories(folder.resolve(packageName).resolve(known[0]))
                .resolve("Planted.class");
        ClassFile.of().buildTo(file, ClassDesc.of(packageName, "Planted"), builder -> {
            for (int i = 0; i < known.length; i++) {
                builder.withField("known" + i, ClassDesc.of(known[i]), ClassFile.ACC_PRIVATE);
            }
        });
        return new ClassFileImporter().importPath(file);
    }
}

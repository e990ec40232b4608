package dev.kymo.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimeType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `kymo query`: ask a recording.
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Ask a recording.",
        subcommands = {
            QueryCommand.LatestAt.class,
            QueryCommand.Range.class,
            DataframeCommand.class,
            HistogramCommand.class,
            QueryCommand.Batch.class
        },
        footer = {
            "",
            "Examples:",
            "  kymo query latest-at run.rrd --entity /world/lidar --at frame=42",
            "  kymo query range run.rrd --entity /loop/error --timeline log_time --json",
            "  kymo query range run.0000.rrd run.0001.rrd --entity /loop/error --timeline log_time",
            "  kymo query latest-at live: --entity /loop/error --at log_tick=9999999"
        })
final class QueryCommand implements Callable<Integer> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SHOWN_VALUES = 160;

    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say what to ask: latest-at, range, dataframe, histogram or batch");
    }

    /// What latest-at and range have in common.
    static final class Target {
        @Parameters(
                index = "0..*",
                arity = "1..*",
                paramLabel = "FILE|DIR|live:",
                description =
                        "The recording; several files, or a folder of them, as one; live: for what local programs log"
                                + " now.")
        List<Path> files;

        @Option(
                names = "--entity",
                required = true,
                paramLabel = "PATH",
                description = "Entity path, such as /world/lidar.")
        String entity;

        @Option(
                names = "--component",
                paramLabel = "C",
                description = "Only this component, such as Points3D:positions.")
        @Nullable
        String component;

        @Option(names = "--recording", paramLabel = "ID", description = "Which recording, where the file has several.")
        @Nullable
        String recording;

        @Option(names = "--absolute", description = "Add the entity's 64-bit origin to positions.")
        boolean absolute;

        @Mixin
        MemoryOption memory;

        @Option(names = "--json", description = "Answer in JSON.")
        boolean json;

        List<String> components(final StoreReader reader) {
            if (component != null) {
                return List.of(component);
            }
            return reader.columns(EntityPath.parse(entity)).stream()
                    .map(StoreReader.ColumnInfo::component)
                    .toList();
        }

        EntityPath checkedEntity(final RecordingStore store) {
            final EntityPath path = EntityPath.parse(entity);
            if (!store.entities().contains(path)) {
                throw new CommandException(
                        files.getFirst() + ": no entity " + path + "; kymo rrd stats lists what there is");
            }
            return path;
        }

        AnswerJson.CellValues values(final StoreReader reader, final EntityPath path) {
            return absolute ? AbsolutePositions.of(reader, path) : AnswerJson.CellValues.AS_LOGGED;
        }
    }

    @Command(
            name = "latest-at",
            mixinStandardHelpOptions = true,
            description = "The newest value of each component at a time.",
            footer = {
                "",
                "Examples:",
                "  kymo query latest-at run.rrd --entity /world/lidar --at frame=42",
                "  kymo query latest-at scan.rrd --entity /scan --at frame=0 --component Points3D:positions --absolute --json"
            })
    static final class LatestAt implements Callable<Integer> {
        @Mixin
        Target target;

        @Option(
                names = "--at",
                required = true,
                paramLabel = "TIMELINE=VALUE",
                converter = TimelineAt.Converter.class,
                description = "When: frame=42, t=1.5s, log_time=2026-11-20T12:00:00Z.")
        TimelineAt at;

        @Override
        public Integer call() throws IOException {
            try (LoadedFile file = LoadedFile.open(target.files, target.memory.limitBytes)) {
                file.read(() -> answer(file.recording(target.recording)));
            }
            Console.out().flush();
            return 0;
        }

        private void answer(final RecordingStore store) throws IOException {
            final EntityPath entity = target.checkedEntity(store);
            try (StoreReader reader = store.reader()) {
                final Map<String, Cell> cells = new LinkedHashMap<>();
                for (final String component : target.components(reader)) {
                    reader.latestAt(entity, component, at.timeline(), at.time())
                            .ifPresent(cell -> cells.put(component, cell));
                }
                if (target.json) {
                    printJson(entity, cells, target.values(reader, entity));
                } else {
                    printText(entity, store, cells, target.values(reader, entity));
                }
            }
        }

        private void printJson(
                final EntityPath entity, final Map<String, Cell> cells, final AnswerJson.CellValues values)
                throws IOException {
            try (JsonGenerator json = JSON.createGenerator(Console.out())) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                json.writeStringField("entity", entity.toString());
                json.writeStringField("timeline", at.timeline());
                json.writeStringField("at", Long.toString(at.time()));
                json.writeObjectFieldStart("components");
                for (final Map.Entry<String, Cell> entry : cells.entrySet()) {
                    json.writeFieldName(entry.getKey());
                    new AnswerJson(json).writeCell(entry.getValue(), values);
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            Console.out().println();
        }

        private void printText(
                final EntityPath entity,
                final RecordingStore store,
                final Map<String, Cell> cells,
                final AnswerJson.CellValues values)
                throws IOException {
            if (cells.isEmpty()) {
                Console.say(entity + ": no value at " + at.timeline() + "=" + at.time());
            }
            for (final Map.Entry<String, Cell> entry : cells.entrySet()) {
                printCell(entry.getKey(), entry.getValue(), typeOf(store, at.timeline()), values);
            }
        }
    }

    private static TimeType typeOf(final RecordingStore store, final String timeline) {
        return store.timelines().getOrDefault(timeline, TimeType.SEQUENCE);
    }

    private static void printCell(
            final String component, final Cell cell, final TimeType type, final AnswerJson.CellValues values)
            throws IOException {
        final PrintStream out = Console.out();
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            values.write(new AnswerJson(json), cell);
        }
        final String shown = text.toString();
        out.printf(
                java.util.Locale.ROOT,
                "%-36s %-24s row %s  %d × %s%n    %s%n",
                component,
                cell.isStatic() ? "static" : TimeText.show(cell.time(), type),
                cell.row(),
                cell.instances().length(),
                cell.instances().type(),
                shown.length() <= SHOWN_VALUES ? shown : shown.substring(0, SHOWN_VALUES) + " …");
    }

    @Command(
            name = "range",
            mixinStandardHelpOptions = true,
            description = "All rows of an entity between two times, both included.",
            footer = {
                "",
                "Examples:",
                "  kymo query range run.rrd --entity /loop/error --timeline frame --from 10 --to 20",
                "  kymo query range run.rrd --entity /logs --timeline log_time --component TextLog:text --json"
            })
    static final class Range implements Callable<Integer> {
        @Mixin
        Target target;

        @Option(names = "--timeline", required = true, paramLabel = "T", description = "The timeline.")
        String timeline;

        @Mixin
        TimeOptions times;

        private record Row(Cell first, Map<String, Cell> cells) {}

        @Override
        public Integer call() throws IOException {
            final long low = times.from();
            final long high = times.to();
            try (LoadedFile file = LoadedFile.open(target.files, target.memory.limitBytes)) {
                file.read(() -> answer(file.recording(target.recording), low, high));
            }
            Console.out().flush();
            return 0;
        }

        private void answer(final RecordingStore store, final long low, final long high) throws IOException {
            final EntityPath entity = target.checkedEntity(store);
            try (StoreReader reader = store.reader()) {
                for (final Row row : rows(reader, entity, low, high)) {
                    print(row, typeOf(store, timeline), target.values(reader, entity));
                }
            }
        }

        /// Static rows first, then by (time, row id).
        private List<Row> rows(final StoreReader reader, final EntityPath entity, final long low, final long high) {
            final Map<List<Object>, Row> byKey = new LinkedHashMap<>();
            for (final String component : target.components(reader)) {
                for (final Cell cell : reader.range(entity, component, timeline, low, high)) {
                    final RowId id = cell.row();
                    byKey.computeIfAbsent(
                                    List.of(cell.isStatic(), cell.time(), id),
                                    _ -> new Row(cell, new LinkedHashMap<>()))
                            .cells()
                            .put(component, cell);
                }
            }
            final List<Row> rows = new ArrayList<>(byKey.values());
            rows.sort((a, b) -> a.first().isStatic() != b.first().isStatic()
                    ? Boolean.compare(b.first().isStatic(), a.first().isStatic())
                    : a.first().compareIndex(b.first()));
            return rows;
        }

        private void print(final Row row, final TimeType type, final AnswerJson.CellValues values) throws IOException {
            if (!target.json) {
                for (final Map.Entry<String, Cell> cell : row.cells().entrySet()) {
                    printCell(cell.getKey(), cell.getValue(), type, values);
                }
                return;
            }
            try (JsonGenerator json = JSON.createGenerator(Console.out())) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
                final AnswerJson answers = new AnswerJson(json);
                json.writeStartObject();
                answers.writeTime(row.first());
                json.writeStringField("row", row.first().row().toString());
                json.writeObjectFieldStart("components");
                for (final Map.Entry<String, Cell> cell : row.cells().entrySet()) {
                    json.writeObjectFieldStart(cell.getKey());
                    answers.writeInstances(cell.getValue(), values);
                    json.writeEndObject();
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            Console.out().println();
        }
    }

    @Command(
            name = "batch",
            mixinStandardHelpOptions = true,
            description = {
                "Answer many questions in one process.",
                "Questions are JSON lines of kind store, column, latest_at or range; answers come in the same form and order."
            },
            footer = {
                "",
                "Examples:",
                "  kymo query batch run.rrd questions.jsonl",
                "  generate-questions | kymo query batch run.rrd -"
            })
    static final class Batch implements Callable<Integer> {
        @Parameters(
                index = "0..*",
                arity = "1..*",
                paramLabel = "FILE|DIR|live: [QUESTIONS.jsonl]",
                hideParamSyntax = true,
                description = {
                    "The recording; several files, or a folder of them, as one; live: for what local programs log now.",
                    "Last, if it is no recording (.rrd) or folder, the questions; - (the default) is standard input."
                })
        List<String> arguments;

        private boolean endsWithQuestions() {
            final String last = arguments.getLast();
            return arguments.size() > 1
                    && !last.endsWith(".rrd")
                    && (last.equals("-") || !Files.isDirectory(Path.of(last)));
        }

        private List<Path> files() {
            return arguments.subList(0, arguments.size() - (endsWithQuestions() ? 1 : 0)).stream()
                    .map(Path::of)
                    .toList();
        }

        @Mixin
        MemoryOption memory;

        @Override
        public Integer call() throws IOException {
            try (LoadedFile loaded = LoadedFile.open(files(), memory.limitBytes);
                    BufferedReader lines = open()) {
                loaded.read(() -> new QuestionBatch(loaded.stores()).answerAll(lines, Console.out()));
            } finally {
                Console.out().flush();
            }
            return 0;
        }

        private BufferedReader open() throws IOException {
            final String questions = endsWithQuestions() ? arguments.getLast() : "-";
            if (questions.equals("-")) {
                return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            }
            final Path path = Path.of(questions);
            if (Files.isDirectory(path)) {
                throw new CommandException(path + ": is a folder, expected a file of questions");
            }
            return new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8));
        }
    }
}

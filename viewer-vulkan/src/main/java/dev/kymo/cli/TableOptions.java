package dev.kymo.cli;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.query.ColumnName;
import dev.kymo.store.query.DataframeQuery;
import dev.kymo.store.query.EntityGlob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which rows and columns of a recording are wanted as a table.
final class TableOptions {
    private static final String PROPERTIES = "__properties";

    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "FILE|DIR|live:",
            description = "The recording; several files, or a folder of them, as one; live: for what local programs log"
                    + " now.")
    List<Path> files;

    @Option(
            names = "--entity",
            paramLabel = "GLOB",
            description = "Entities, such as /world/** (/world and all below it) or '/*/camera'; may be given again."
                    + " All but /__properties unless given.")
    List<String> entities = List.of();

    @Option(
            names = "--component",
            paramLabel = "C",
            description = "Only this component, such as Scalars:scalars; may be given again.")
    List<String> components = List.of();

    @Mixin
    TimeOptions times;

    @Option(
            names = "--fill",
            paramLabel = "none|latest-at",
            converter = FillConverter.class,
            description =
                    "What stands where nothing was logged at a row's time: nothing, or the newest value before it.")
    DataframeQuery.Fill fill = DataframeQuery.Fill.NONE;

    @Option(
            names = "--has-value",
            paramLabel = "ENTITY:C",
            converter = ColumnConverter.class,
            description = "Only times at which this column was logged, such as /world/lidar:Points3D:positions.")
    @Nullable
    ColumnName hasValue;

    @Option(names = "--recording", paramLabel = "ID", description = "Which recording, where the file has several.")
    @Nullable
    String recording;

    @Mixin
    MemoryOption memory;

    static final class FillConverter implements CommandLine.ITypeConverter<DataframeQuery.Fill> {
        @Override
        public DataframeQuery.Fill convert(final String text) {
            return switch (text) {
                case "none" -> DataframeQuery.Fill.NONE;
                case "latest-at" -> DataframeQuery.Fill.LATEST_AT;
                default -> throw new CommandLine.TypeConversionException(text + ", expected none or latest-at");
            };
        }
    }

    static final class ColumnConverter implements CommandLine.ITypeConverter<ColumnName> {
        @Override
        public ColumnName convert(final String text) {
            try {
                return ColumnName.parse(text);
            } catch (final IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }

    /// @throws CommandException when there is no such timeline or no such entity: an empty table would hide a typing
    ///     error
    DataframeQuery query(final RecordingStore store, final String timeline) {
        if (!store.timelines().containsKey(timeline)) {
            throw new CommandException(files.getFirst() + ": no timeline " + timeline + "; there are "
                    + String.join(", ", store.timelines().keySet()));
        }
        final long first = Math.max(times.from(), Timeline.MIN_TIME);
        final long last = times.to();
        if (first > last) {
            throw new CommandException("--from " + first + " is behind --to " + last);
        }
        final DataframeQuery query = DataframeQuery.on(timeline)
                .withComponents(components.toArray(new String[0]))
                .withRange(first, last)
                .withFill(fill);
        final DataframeQuery filtered = hasValue == null ? query : query.withValueIn(hasValue);
        if (entities.isEmpty()) {
            return filtered.withEntities(allButProperties(store));
        }
        final EntityGlob[] globs = entities.stream().map(EntityGlob::parse).toArray(EntityGlob[]::new);
        for (final EntityGlob glob : globs) {
            if (store.entities().stream().noneMatch(glob::matches)) {
                throw new CommandException(
                        files.getFirst() + ": no entity matches " + glob + "; kymo rrd stats lists what there is");
            }
        }
        return filtered.withEntities(globs);
    }

    /// What the recording says about itself is no data of the program's, unless it is asked for.
    private static EntityGlob[] allButProperties(final RecordingStore store) {
        final List<EntityGlob> globs = new ArrayList<>();
        final Set<String> seen = new HashSet<>();
        for (final EntityPath entity : store.entities()) {
            final String top = entity.isRoot() ? "" : entity.parts().getFirst();
            if (!top.equals(PROPERTIES) && seen.add(top)) {
                globs.add(EntityGlob.parse(entity.isRoot() ? "/" : EntityPath.of(top) + "/**"));
            }
        }
        return globs.toArray(new EntityGlob[0]);
    }
}

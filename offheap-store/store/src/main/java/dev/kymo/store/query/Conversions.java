package dev.kymo.store.query;

import dev.kymo.store.index.Cell;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Values in another type than they were logged in: a colour that was logged as three floats, as the packed integer
/// that
/// a view draws. What is stored stays as it is; a question says which type it wants, and the shortest chain of
/// registered
/// conversions is looked for once per pair of types.
///
/// ```java
/// Conversions conversions = Conversions.standard();
/// reader.latestAt(entity, "Points3D:colors", "frame", t)
///         .flatMap(cell -> conversions.as(cell, Datatype.UINT32))
///         .ifPresent(colors -> colors.getInt(0));
/// ```
///
/// Immutable but for what it remembers; any thread.
public final class Conversions {
    /// More steps than this lose more than they give.
    private static final int MAX_STEPS = 3;

    private final Map<Datatype, Map<Datatype, Step>> steps;
    private final Map<Pair, Optional<List<Step>>> known = new ConcurrentHashMap<>();

    /// Makes instances of one type from those of another.
    @FunctionalInterface
    public interface Step {
        /// @return as many instances as there are in `instances`, in memory of their own; null stays null
        ArrayData convert(ArrayData instances);
    }

    private record Pair(Datatype from, Datatype to) {}

    private Conversions(final Map<Datatype, Map<Datatype, Step>> steps) {
        this.steps = steps;
    }

    /// None at all: every value has the type that it was logged in.
    public static Conversions none() {
        return new Conversions(Map.of());
    }

    /// Numbers of any width into 32 and 64-bit floats, vectors of 2 to 4 numbers likewise, colours from packed integers
    /// to bytes and floats and back, text and lists with 64-bit offsets into those with 32.
    public static Conversions standard() {
        return StandardConversions.ALL;
    }

    /// These, and one more; it takes the place of one between the same types.
    public Conversions with(final Datatype from, final Datatype to, final Step step) {
        final Map<Datatype, Map<Datatype, Step>> more = new LinkedHashMap<>();
        steps.forEach((type, its) -> more.put(type, new LinkedHashMap<>(its)));
        more.computeIfAbsent(from, _ -> new LinkedHashMap<>()).put(to, step);
        return new Conversions(more);
    }

    /// A cell's instances in a type: as they are where they have it, else converted into memory of their own.
    ///
    /// @return nothing when no chain of conversions leads there
    public Optional<ArrayData> as(final Cell cell, final Datatype wanted) {
        return as(cell.instances(), wanted);
    }

    /// The same of instances alone.
    public Optional<ArrayData> as(final ArrayData instances, final Datatype wanted) {
        if (instances.type().equals(wanted)) {
            return Optional.of(instances);
        }
        return chain(instances.type(), wanted).map(chain -> {
            ArrayData converted = instances;
            for (final Step step : chain) {
                converted = step.convert(converted);
            }
            return checked(instances, wanted, converted);
        });
    }

    /// Whether instances of one type can be had in another.
    public boolean leads(final Datatype from, final Datatype to) {
        return from.equals(to) || chain(from, to).isPresent();
    }

    private static ArrayData checked(final ArrayData from, final Datatype wanted, final ArrayData to) {
        if (!to.type().equals(wanted) || to.length() != from.length()) {
            throw new IllegalStateException("a conversion of " + from.length() + " × " + from.type() + " into " + wanted
                    + " gave " + to.length() + " × " + to.type());
        }
        return to;
    }

    private Optional<List<Step>> chain(final Datatype from, final Datatype to) {
        return known.computeIfAbsent(new Pair(from, to), this::search);
    }

    /// Step by step outwards: the first chain that is found is a shortest one.
    private Optional<List<Step>> search(final Pair pair) {
        record Reached(
                Datatype type,
                @Nullable Reached before,
                @Nullable Step step,
                int length) {}
        final ArrayDeque<Reached> edge = new ArrayDeque<>();
        final Set<Datatype> seen = new java.util.HashSet<>();
        edge.add(new Reached(pair.from, null, null, 0));
        seen.add(pair.from);
        while (!edge.isEmpty()) {
            final Reached here = edge.removeFirst();
            if (here.type.equals(pair.to)) {
                final List<Step> chain = new ArrayList<>();
                for (Reached at = here; at != null && at.step != null; at = at.before) {
                    chain.addFirst(at.step);
                }
                return Optional.of(chain);
            }
            if (here.length < MAX_STEPS) {
                steps.getOrDefault(here.type, Map.of()).forEach((type, step) -> {
                    if (seen.add(type)) {
                        edge.add(new Reached(type, here, step, here.length + 1));
                    }
                });
            }
        }
        return Optional.empty();
    }
}

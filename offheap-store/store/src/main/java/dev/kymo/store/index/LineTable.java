package dev.kymo.store.index;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The columns of a prepared query as lines of 64 bytes ([LineDescriptor]), and the search through many of them at
/// once.
/// A line is that of the chunk that answered last; it is filled anew when a time is asked for which another answers,
/// and when it is of a chunk of a file that has been let go since ([LoadedChunk#useAgain]).
///
/// Columns go in blocks of 128 through stages, so that many cache lines are on their way at once:
///
/// ```text
///   1  the line, its table or arithmetic               ──►  guess of the row
///   2  read the time and the value at every guess       (nothing waits for another)
///   3  exact row, value                                ──►  answer
/// ```
///
/// A block whose answers were the same twice is not gone through again for as long as they stay so ([KeptAnswers]).
///
/// What the stages can't do is done one by one: static data, chunks that overlap, rows out of order, rows that still
/// come. The query's thread alone.
final class LineTable {
    private static final int BLOCK = 128;
    /// The same search as the column before: two components of one chunk.
    private static final long SAME = Long.MAX_VALUE;

    private static final int W = LineDescriptor.WORDS;
    private static final QueriedColumn[] NONE = {};

    private QueriedColumn[] columns = NONE;
    private long[] lines = {};
    /// What each line is of.
    private @Nullable ChunkSpan[] spans = {};
    /// The chunk of a file that a line is of, which may go between questions; null where it can't.
    private @Nullable LoadedChunk[] loaded = {};
    private boolean hasLoaded;

    private final ColumnWindow window = new ColumnWindow();
    private final KeptAnswers kept = new KeptAnswers();
    /// Per column of a block: a count that is right when the sign is clear, else a guess.
    private final long[] begun = new long[BLOCK];
    private final FoundRow found = new FoundRow();
    /// So that reading ahead is not optimised away.
    private long readAhead;

    /// Takes other columns; lines stay of those that were at the same place before.
    ///
    /// @return whether each is of the same component of the same entity as the one that was there before
    boolean set(final QueriedColumn[] asked) {
        final QueriedColumn[] before = columns;
        final boolean isSameSize = before.length == asked.length;
        if (!isSameSize) {
            lines = new long[Math.multiplyExact(asked.length, W)];
            spans = new ChunkSpan[asked.length];
            loaded = new LoadedChunk[asked.length];
            kept.reset((asked.length + BLOCK - 1) / BLOCK);
        }
        boolean isSame = isSameSize;
        for (int i = 0; i < asked.length; i++) {
            if (!isSameSize || before[i] != asked[i]) {
                // No time is below: the first question fills it.
                forget(i, i + 1);
                isSame = isSame
                        && before[i].entity() == asked[i].entity()
                        && before[i].component() == asked[i].component();
            }
        }
        columns = asked;
        return isSame;
    }

    /// Other chunks may answer in columns `from` to `to`.
    void forget(final int from, final int to) {
        for (int i = from; i < to; i++) {
            lines[i * W + LineDescriptor.UNTIL] = Long.MIN_VALUE;
            kept.forget(i / BLOCK);
        }
    }

    /// Answers of columns `from` to `to` go into `answers`, the first as its answer 0.
    ///
    /// @param mayKeep whether `answers` still hold what they were filled with the last time
    void find(final int from, final int to, final long at, final LatestAtResult answers, final boolean mayKeep) {
        final boolean keeps = mayKeep && from == 0 && to == columns.length;
        if (keeps) {
            kept.holdIn(answers);
        } else {
            kept.forgetAll();
        }
        for (int block = from; block < to; block += BLOCK) {
            final int count = Math.min(to - block, BLOCK);
            if (keeps && kept.holds(block / BLOCK, at)) {
                continue;
            }
            final int changedBefore = answers.changedCount();
            begin(block, count, at);
            touch(block, count);
            finish(block, count, at, block - from, answers);
            if (keeps) {
                kept.forget(block / BLOCK);
                // Whoever goes through the times at random is not to pay for what is of no use to him
                if (answers.changedCount() == changedBefore && !answers.isRenumbered()) {
                    keep(block, count, answers);
                }
            }
        }
    }

    private void keep(final int from, final int count, final LatestAtResult answers) {
        long first = Long.MIN_VALUE;
        long until = Long.MAX_VALUE;
        for (int column = from; column < from + count; column++) {
            final QueriedColumn asked = columns[column];
            final ChunkSpan chunk = spans[column];
            if (loaded[column] != null) {
                // Where its rows are it may not be at the next question
                return;
            }
            if (chunk == null) {
                if (asked.isFiled() || asked.fixed() == null) {
                    return;
                }
                // Static: the same at every time
                continue;
            }
            if (!answers.isFound(column)) {
                // Before the first row of the only chunk
                if (!asked.isSole()) {
                    return;
                }
                until = Math.min(until, Math.min(lines[column * W + LineDescriptor.UNTIL], chunk.minTime()));
                continue;
            }
            if (answers.span(column) != chunk) {
                // Its rows up to then have no cell: the answer is another chunk's
                return;
            }
            final int row = answers.row(column);
            first = Math.max(first, Math.max(lines[column * W + LineDescriptor.FROM], chunk.time(row)));
            until = Math.min(until, lines[column * W + LineDescriptor.UNTIL]);
            if (row + 1 < chunk.rows().count()) {
                until = Math.min(until, chunk.time(row + 1));
            }
        }
        kept.keep(from / BLOCK, first, until);
    }

    private void begin(final int from, final int count, final long at) {
        final long[] table = lines;
        final long[] guesses = begun;
        if (hasLoaded) {
            forgetGone(from, count);
        }
        for (int j = 0; j < count; j++) {
            final int line = (from + j) * W;
            if (at >= table[line + LineDescriptor.UNTIL] || at < table[line + LineDescriptor.FROM]) {
                fill(from + j, at);
            }
            final boolean isSame = j > 0 && (table[line + LineDescriptor.SHAPE] & LineDescriptor.SAME) != 0;
            guesses[j] = isSame ? SAME : guess(table, line, at);
        }
    }

    /// Lines of chunks that are not loaded any more are filled anew.
    private void forgetGone(final int from, final int count) {
        for (int i = from; i < from + count; i++) {
            final LoadedChunk its = loaded[i];
            if (its != null && !its.useAgain()) {
                lines[i * W + LineDescriptor.UNTIL] = Long.MIN_VALUE;
            }
        }
    }

    private long guess(final long[] table, final int line, final long at) {
        final long shape = table[line + LineDescriptor.SHAPE];
        final long first = table[line + LineDescriptor.FIRST];
        if (at < first || (shape & LineDescriptor.ALONE) != 0) {
            return 0;
        }
        final int rows = LineDescriptor.rows(shape);
        final long distance = at - first;
        if ((shape & LineDescriptor.AFFINE) != 0) {
            final long step = table[line + LineDescriptor.STEP];
            // Written so that no time is too far: a distance below 0 is one beyond the int64.
            if (distance < 0 || distance >= (rows - 1) * step) {
                return rows;
            }
            return SortedTimes.regularCount(
                    distance, Double.longBitsToDouble(table[line + LineDescriptor.INVERSE]), step);
        }
        if (at >= table[line + LineDescriptor.LAST]) {
            return rows;
        }
        if ((shape & LineDescriptor.BUCKETS) == 0) {
            return Long.MIN_VALUE | rows >>> 1;
        }
        final int shift = LineDescriptor.shift(shape);
        final long bucket = table[line + LineDescriptor.TABLE] - window.base() + (distance >>> shift) * Integer.BYTES;
        final MemorySegment memory = window.segment();
        final int low = memory.get(Layouts.INT, bucket);
        final int high = memory.get(Layouts.INT, bucket + Integer.BYTES);
        return Long.MIN_VALUE | Math.min(SortedTimes.guess(distance, shift, low, high), rows - 1);
    }

    private void touch(final int from, final int count) {
        final long[] table = lines;
        final long[] guesses = begun;
        final MemorySegment memory = window.segment();
        final long base = window.base();
        long sum = 0;
        long guess = 0;
        for (int j = 0; j < count; j++) {
            final int line = (from + j) * W;
            if (guesses[j] != SAME) {
                guess = guesses[j];
                if (guess < 0) {
                    sum += SortedTimes.time(memory, table[line + LineDescriptor.TIMES] - base, (int) guess);
                }
            }
            final long shape = table[line + LineDescriptor.SHAPE];
            final int row = (int) guess - (guess < 0 ? 0 : 1);
            if (row >= 0 && (shape & LineDescriptor.DENSE) != 0) {
                final long value = table[line + LineDescriptor.VALUES] + row * (long) LineDescriptor.width(shape);
                sum += memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, value - base);
            }
        }
        readAhead = sum;
    }

    private void finish(
            final int from, final int count, final long at, final int firstAnswer, final LatestAtResult answers) {
        final long[] table = lines;
        final long[] guesses = begun;
        final @Nullable ChunkSpan[] chunks = spans;
        final MemorySegment memory = window.segment();
        final long base = window.base();
        int upTo = 0;
        for (int j = 0; j < count; j++) {
            final int line = (from + j) * W;
            final long shape = table[line + LineDescriptor.SHAPE];
            final long guess = guesses[j];
            if (guess != SAME) {
                upTo = guess >= 0 ? (int) guess : refine(memory, base, table, line, at, (int) guess);
            }
            final ChunkSpan chunk = chunks[from + j];
            final int row = upTo - 1;
            if (row >= 0 && chunk != null && (shape & LineDescriptor.EMPTY) != 0) {
                answers.setEmpty(firstAnswer + j, chunk, row, LineDescriptor.width(shape));
            } else if (row >= 0 && chunk != null && (shape & LineDescriptor.DENSE) != 0) {
                final int width = LineDescriptor.width(shape);
                final long value = table[line + LineDescriptor.VALUES] - base + row * (long) width;
                answers.set(firstAnswer + j, chunk, row, width, memory, value);
            } else {
                finishSlowPath(from + j, chunk, row, at, firstAnswer + j, answers);
            }
        }
    }

    private static int refine(
            final MemorySegment memory,
            final long base,
            final long[] table,
            final int line,
            final long at,
            final int guess) {
        final long shape = table[line + LineDescriptor.SHAPE];
        final long times = table[line + LineDescriptor.TIMES] - base;
        final int rows = LineDescriptor.rows(shape);
        return (shape & LineDescriptor.BUCKETS) == 0
                ? SortedTimes.halves(memory, times, at, 0, rows)
                : SortedTimes.walk(memory, times, at, 0, rows, guess);
    }

    private void finishSlowPath(
            final int column,
            final @Nullable ChunkSpan chunk,
            final int upToRow,
            final long at,
            final int answer,
            final LatestAtResult answers) {
        if (chunk != null) {
            final int row = upToRow < 0 ? ChunkSpan.NO_ROW : chunk.values().lastUpTo(upToRow);
            if (row != ChunkSpan.NO_ROW) {
                answers.set(answer, chunk, chunk.values(), row);
                return;
            }
            if (columns[column].isSole()) {
                answers.setNone(answer);
                return;
            }
        }
        findAlone(column, at, answer, answers);
    }

    private void findAlone(final int column, final long at, final int answer, final LatestAtResult answers) {
        final QueriedColumn asked = columns[column];
        final Cell fixed = asked.fixed();
        if (fixed != null) {
            answers.set(answer, fixed);
            return;
        }
        asked.find(at, found);
        final ChunkSpan span = found.span();
        if (span == null) {
            answers.setNone(answer);
        } else {
            answers.set(answer, span, span.values(), found.row());
        }
    }

    private void fill(final int column, final long at) {
        final QueriedColumn asked = columns[column];
        final boolean hasSibling = column > 0 && columns[column - 1].entity() == asked.entity();
        final ChunkSpan span = asked.locate(at, hasSibling ? columns[column - 1].located() : asked.located());
        final int line = column * W;
        loaded[column] = asked.loaded();
        hasLoaded |= loaded[column] != null;
        final long[] its = span == null ? null : span.line();
        if (its == null || (its[LineDescriptor.SHAPE] & LineDescriptor.ALONE) != 0) {
            spans[column] = null;
            Arrays.fill(lines, line, line + W, 0);
            lines[line + LineDescriptor.SHAPE] = LineDescriptor.ALONE;
        } else {
            spans[column] = span;
            System.arraycopy(its, 0, lines, line, W);
            window.include(its);
        }
        lines[line + LineDescriptor.FROM] = asked.from();
        lines[line + LineDescriptor.UNTIL] = asked.until();
        if (hasSibling && isSameSearch(line)) {
            lines[line + LineDescriptor.SHAPE] |= LineDescriptor.SAME;
        }
    }

    /// Whether the line before is of the same rows, and will be filled anew whenever this is.
    private boolean isSameSearch(final int line) {
        final int before = line - W;
        final ChunkSpan its = spans[line / W];
        final ChunkSpan beside = spans[before / W];
        return its != null
                && beside != null
                && its.rows().equals(beside.rows())
                && lines[before + LineDescriptor.TIMES] == lines[line + LineDescriptor.TIMES]
                && lines[before + LineDescriptor.FROM] == lines[line + LineDescriptor.FROM]
                && lines[before + LineDescriptor.UNTIL] == lines[line + LineDescriptor.UNTIL]
                && LineDescriptor.rows(lines[before + LineDescriptor.SHAPE])
                        == LineDescriptor.rows(lines[line + LineDescriptor.SHAPE]);
    }

    /// Whether a column and the one before are known to have the same rows: those of one chunk.
    ///
    /// @param its the column's chunk
    /// @param beside the other's
    @SuppressWarnings("ReferenceEquality") // the chunks that the lines are of, and no others
    boolean isSameChunk(final int column, final @Nullable ChunkSpan its, final @Nullable ChunkSpan beside) {
        return (lines[column * W + LineDescriptor.SHAPE] & LineDescriptor.SAME) != 0
                && spans[column] == its
                && spans[column - 1] == beside;
    }

    /// What was read ahead, which means nothing.
    long readAhead() {
        return readAhead;
    }
}

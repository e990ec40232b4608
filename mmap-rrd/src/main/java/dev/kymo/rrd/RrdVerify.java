package dev.kymo.rrd;

import dev.kymo.rrd.Problem.Kind;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.SorbetKeys;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads all of a file and says what is wrong with it: frames, messages, checksums, the data of every chunk,
/// what chunks and messages claim about it, and the footer's manifest.
public final class RrdVerify {
    private static final int MAX_PER_KIND = 100;

    private final RrdFile file;
    private final List<Problem> findings;
    private final Map<Long, Facts> facts = new HashMap<>();
    private final Map<StoreId, Set<ChunkId>> seen = new HashMap<>();
    private final Map<Kind, Integer> counts = new HashMap<>();

    /// What a chunk turned out to be.
    private record Facts(ChunkId id, EntityPath entity, boolean isStatic, int rows, List<Span> spans) {}

    private record Span(String timeline, long start, long end) {}

    private RrdVerify(final RrdFile file) {
        this.file = file;
        findings = new ArrayList<>(file.problems());
    }

    /// All findings in the order of the file; none for a file that is as it should be. At most 100 of a kind,
    /// the last of which then says that there are more.
    public static List<Problem> verify(final RrdFile file) {
        NativeMemory.advise(file.bytes(), NativeMemory.Access.SEQUENTIAL);
        // The frames first: what is wrong with them is among the file's problems only then.
        file.frames();
        final RrdVerify verify = new RrdVerify(file);
        file.entries().forEach(verify::checkChunk);
        file.footer().ifPresent(footer -> footer.manifests().forEach(verify::checkManifest));
        file.footer().ifPresent(verify::checkListing);
        verify.findings.sort(Comparator.comparingLong(Problem::offsetBytes));
        return List.copyOf(verify.findings);
    }

    private void report(final Kind kind, final long at, final String message) {
        final int count = counts.merge(kind, 1, Integer::sum);
        if (count < MAX_PER_KIND) {
            findings.add(new Problem(kind, at, message));
        } else if (count == MAX_PER_KIND) {
            findings.add(new Problem(kind, at, message + "; more of this kind are not listed"));
        }
    }

    private void checkChunk(final ChunkEntry entry) {
        final long at = entry.offsetBytes();
        if (!file.hasIntactPayload(entry)) {
            report(
                    Kind.CHECKSUM,
                    at,
                    "the chunk's payload of " + entry.payloadBytes() + " bytes at byte " + entry.payloadOffset()
                            + " is not what was written: its checksum differs");
        }
        try {
            final Facts found = file.peek(entry, stream -> {
                final IpcBatch batch = IpcReader.read(stream);
                final Chunk chunk = ChunkCodec.decodeAsWritten(batch);
                checkClaims(entry, batch, chunk);
                return factsOf(chunk);
            });
            facts.put(at, found);
            if (!seen.computeIfAbsent(entry.store(), _ -> new HashSet<>()).add(found.id)) {
                report(Kind.DUPLICATE_CHUNK, at, "chunk " + found.id + " is in the store already; readers ignore this");
            }
        } catch (final RrdException e) {
            report(Kind.BAD_CHUNK, e.offsetBytes(), e.getMessage());
        }
    }

    private static Facts factsOf(final Chunk chunk) {
        final List<Span> spans = new ArrayList<>();
        if (chunk.rowCount() > 0) {
            for (final TimeColumn time : chunk.timelines()) {
                spans.add(new Span(time.timeline().name(), time.minTime(), time.maxTime()));
            }
        }
        return new Facts(chunk.id(), chunk.entity(), chunk.isStatic(), chunk.rowCount(), spans);
    }

    private void checkClaims(final ChunkEntry entry, final IpcBatch batch, final Chunk chunk) {
        final long at = entry.offsetBytes();
        final Optional<ChunkId> claimed = entry.chunkId();
        if (claimed.isPresent() && !claimed.get().equals(chunk.id())) {
            report(Kind.BAD_CHUNK, at, "the message names chunk " + claimed.get() + ", the data " + chunk.id());
        }
        if (entry.markedStatic() && !chunk.isStatic()) {
            report(Kind.BAD_CHUNK, at, "chunk " + chunk.id() + " is marked static, but has timelines");
        }
        for (final IpcField field : batch.fields()) {
            final boolean claimsSorted = isTrue(field, SorbetKeys.IS_SORTED);
            final String name = field.name();
            if (claimsSorted && name.equals(SorbetKeys.ROW_ID_COLUMN) && !chunk.hasSortedRowIds()) {
                report(Kind.BAD_CHUNK, at, "chunk " + chunk.id() + " claims that its row ids are sorted, they are not");
            }
            final boolean unsorted =
                    chunk.timeline(name).map(time -> !time.isSorted()).orElse(false);
            if (claimsSorted && unsorted) {
                report(
                        Kind.BAD_CHUNK,
                        at,
                        "chunk " + chunk.id() + " claims to be sorted by " + name + ", it is not: readers find less");
            }
        }
        for (final TimeColumn time : chunk.timelines()) {
            if (chunk.rowCount() > 0 && time.minTime() < Timeline.MIN_TIME) {
                report(
                        Kind.BAD_CHUNK,
                        at,
                        "chunk " + chunk.id() + " has the time " + time.minTime() + " on "
                                + time.timeline().name() + ", which is reserved for static");
            }
        }
    }

    private static boolean isTrue(final IpcField field, final String key) {
        final String value = field.metadata().getOrDefault(key, field.metadata().get(SorbetKeys.legacy(key)));
        return value != null && !value.equals("false") && !value.equals("no");
    }

    private void checkManifest(final Manifest manifest) {
        for (int i = 0; i < manifest.chunkCount(); i++) {
            final Optional<ChunkEntry> entry = file.entryAt(manifest.byteOffset(i));
            if (entry.isEmpty() && manifest.byteOffset(i) > walkedEnd()) {
                // Lost behind something worse, which is a finding already.
                continue;
            }
            if (entry.isEmpty()) {
                mismatch(manifest, i, "there is no chunk");
                continue;
            }
            final Facts found = facts.get(manifest.byteOffset(i));
            if (found == null) {
                continue;
            }
            require(manifest, i, "bytes", manifest.byteSize(i), entry.get().lengthBytes());
            require(manifest, i, "store", manifest.store(), entry.get().store());
            require(manifest, i, "chunk id", manifest.chunkId(i), found.id);
            require(manifest, i, "entity", manifest.entity(i), found.entity);
            require(manifest, i, "static", manifest.isStatic(i), found.isStatic);
            require(manifest, i, "rows", manifest.rowCount(i), (long) found.rows);
            for (final Span span : found.spans) {
                final Optional<Manifest.TimeSpan> listed = manifest.span(i, span.timeline);
                require(
                        manifest,
                        i,
                        "times on " + span.timeline,
                        listed.map(s -> s.start() + " to " + s.end()).orElse("none"),
                        span.start + " to " + span.end);
            }
        }
    }

    private long walkedEnd() {
        final Frame last = file.frames().getLast();
        return last.offsetBytes() + last.lengthBytes();
    }

    private void require(
            final Manifest manifest, final int chunk, final String what, final Object listed, final Object found) {
        if (!listed.equals(found)) {
            mismatch(manifest, chunk, what + ": listed " + listed + ", found " + found);
        }
    }

    private void mismatch(final Manifest manifest, final int chunk, final String what) {
        report(
                Kind.MANIFEST,
                manifest.byteOffset(chunk),
                "manifest row " + chunk + " of " + manifest.store().recordingId() + ": " + what);
    }

    /// Every chunk must be listed; where streams were put behind each other the footer speaks for the last
    /// alone.
    private void checkListing(final Footer footer) {
        if (file.versions().size() > 1) {
            return;
        }
        final Set<Long> listed = new HashSet<>();
        for (final Manifest manifest : footer.manifests()) {
            for (int i = 0; i < manifest.chunkCount(); i++) {
                if (!listed.add(manifest.byteOffset(i))) {
                    mismatch(manifest, i, "listed twice");
                }
            }
        }
        for (final ChunkEntry entry : file.entries()) {
            if (!listed.contains(entry.offsetBytes())) {
                report(Kind.MANIFEST, entry.offsetBytes(), "a chunk that no manifest lists");
            }
        }
    }
}

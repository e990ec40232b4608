package dev.kymo.importer;

import dev.kymo.importer.mcap.Channel;
import dev.kymo.importer.mcap.MalformedMcapException;
import dev.kymo.importer.mcap.McapReader;
import dev.kymo.importer.mcap.MessageDecoder;
import dev.kymo.importer.mcap.Struct;
import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// MCAP files: each topic an entity, its messages by their schemas. Types that are known become archetypes
/// ([MessageKinds]), others what they are made of ([UnknownMessages]), and what can't be read at all is kept as bytes.
///
/// A file is read from front to back and logged as it goes: of one that is cut or damaged, what is good is kept, and
/// what
/// is not is a note.
final class McapImporter implements Importer {
    private static final String ENDING = ".mcap";
    private static final EntityPath PROPERTIES = EntityPath.of("__mcap_properties");
    /// A file that is bad throughout would be told without end.
    private static final int MAX_NOTES = 100;

    @Override
    public String describe() {
        return "MCAP recordings";
    }

    @Override
    public boolean accepts(final Path source, final byte[] head) {
        return McapReader.isMcap(head);
    }

    static boolean acceptsName(final Path source) {
        return SourceFile.name(source).toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    @Override
    public void importTo(final ImportRequest request, final RecordingStream out, final Progress progress)
            throws IOException {
        long totalBytes = 0;
        for (final Path file : request.sources()) {
            totalBytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        final Meter meter = new Meter(progress, totalBytes);
        for (final Path path : request.sources()) {
            try (Arena arena = Arena.ofShared();
                    MessageLog log = new MessageLog(path, out)) {
                final SourceFile file = SourceFile.open(path, arena);
                final Import run = new Import(log, request.entity(), meter);
                McapReader.read(file.bytes(), run);
                run.end();
            } catch (final MalformedMcapException e) {
                throw new ImportException(path, 0, "MCAP file", "the eight bytes that they begin with", "others");
            } catch (final InternalError e) {
                // What the JVM makes of a mapped page that the file no longer has
                throw new ImportException(path, "became shorter, or could not be read on, while it was imported", e);
            }
        }
    }

    /// A channel's messages: how they are read, and what becomes of them.
    private static final class Topic {
        private final Channel channel;
        private final EntityPath entity;
        private final MessageKind kind;
        private final boolean isStatic;
        private final String stampTimeline;
        private @Nullable MessageDecoder decoder;
        private String firstProblem = "";
        private long unread;

        Topic(final Channel channel, final @Nullable EntityPath below) {
            this.channel = channel;
            final List<String> parts = new ArrayList<>(below == null ? List.of() : below.parts());
            for (final String part : channel.topic().split("/", -1)) {
                if (!part.isEmpty()) {
                    parts.add(part);
                }
            }
            entity = parts.isEmpty() ? EntityPath.of("topic") : EntityPath.of(parts);
            final MessageKind known = MessageKinds.find(channel.schema().name());
            kind = known == null ? UnknownMessages::log : known;
            // By ROS's convention its messages are sent once, and hold
            isStatic = channel.topic().endsWith("/tf_static") || channel.topic().equals("tf_static");
            stampTimeline = switch (channel.messageEncoding()) {
                case "cdr" -> "ros2_timestamp";
                case "ros1" -> "ros1_timestamp";
                default -> "timestamp";
            };
            try {
                decoder = MessageDecoder.of(channel);
            } catch (final MalformedMcapException e) {
                firstProblem = String.valueOf(e.getMessage());
            }
        }

        private void failed(final RuntimeException e) {
            if (unread == 0) {
                firstProblem = String.valueOf(e.getMessage());
            }
        }
    }

    /// One file being read.
    private static final class Import implements McapReader.Visitor {
        private final MessageLog log;
        private final @Nullable EntityPath below;
        private final Meter meter;
        private final Map<Channel, Topic> topics = new HashMap<>();
        private long reached;
        private long messages;
        private int notes;

        Import(final MessageLog log, final @Nullable EntityPath below, final Meter meter) {
            this.log = log;
            this.below = below;
            this.meter = meter;
        }

        @Override
        public void message(final Channel channel, final long logTime, final long publishTime, final MemorySegment data)
                throws IOException {
            messages++;
            final Topic topic = topics.computeIfAbsent(channel, each -> new Topic(each, below));
            final Struct message = decode(topic, data);
            final long stamp = message == null ? -1 : stampNs(message);
            log.at(logTime, publishTime, stamp < 0 ? null : topic.stampTimeline, stamp);
            if (message == null || !logged(topic, message)) {
                topic.unread++;
                UnknownMessages.logBytes(log, topic.entity, channel.schema(), data);
            }
        }

        private static @Nullable Struct decode(final Topic topic, final MemorySegment data) {
            final MessageDecoder decoder = topic.decoder;
            if (decoder == null) {
                return null;
            }
            try {
                return decoder.decode(data);
            } catch (final MalformedMcapException e) {
                topic.failed(e);
                return null;
            }
        }

        private boolean logged(final Topic topic, final Struct message) throws IOException {
            try {
                topic.kind.log(log, topic.entity, message, topic.isStatic);
                return true;
            } catch (final MalformedMcapException | IllegalArgumentException e) {
                topic.failed(e);
                return false;
            }
        }

        /// The moment that the message says it is of; negative when it says none.
        private static long stampNs(final Struct message) {
            final Object stamp = message.get("header") instanceof final Struct header
                    ? header.get("stamp")
                    : message.get("timestamp");
            if (stamp instanceof final Struct time && time.isTime()) {
                try {
                    return time.nanos();
                } catch (final MalformedMcapException noTime) {
                    return -1;
                }
            }
            return -1;
        }

        @Override
        public void metadata(final String name, final Map<String, String> entries) throws IOException {
            AnyValues values = AnyValues.of();
            for (final Map.Entry<String, String> entry : entries.entrySet()) {
                if (!entry.getKey().isEmpty()) {
                    values = values.with(entry.getKey(), entry.getValue());
                }
            }
            if (!values.cells().isEmpty()) {
                log.logStatic(log.child(PROPERTIES, name), values);
            }
        }

        @Override
        public void attachment(final String name, final long lengthBytes) {
            note("attachment " + name + " of " + lengthBytes + " bytes was left out");
        }

        @Override
        public void problem(final long offset, final String what) {
            note("byte " + offset + ": " + what);
        }

        private void note(final String text) {
            notes++;
            if (notes <= MAX_NOTES) {
                meter.note(ImportException.oneLine(log.file() + ": " + text));
            }
        }

        @Override
        public void reached(final long offset) {
            meter.add(offset - reached, messages);
            reached = offset;
            messages = 0;
        }

        /// Says what could not be read.
        void end() {
            for (final Topic topic : topics.values()) {
                if (topic.unread > 0) {
                    note("topic " + topic.channel.topic() + " ("
                            + topic.channel.schema().name() + "): " + topic.unread + " messages are kept as bytes: "
                            + topic.firstProblem);
                }
            }
            if (notes > MAX_NOTES) {
                meter.note(log.file() + ": " + (notes - MAX_NOTES) + " more notes");
            }
        }
    }
}

package dev.kymo.rrd;

import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.rrd.format.SetStoreInfoDescriptor;
import dev.kymo.rrd.format.StoreIdDescriptor;
import dev.kymo.rrd.format.TuidDescriptor;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import org.jspecify.annotations.Nullable;

/// Store ids, store infos and ids of 128 bits as protobuf, both ways.
final class StoreMessages {
    private StoreMessages() {}

    /// A store id as it stands in a message; the application may be missing.
    record RawStoreId(
            StoreKind kind, String recordingId, @Nullable String applicationId) {
        static final RawStoreId NONE = new RawStoreId(StoreKind.RECORDING, "", null);

        StoreId resolved(final String fallbackApplication) {
            return new StoreId(kind, applicationId == null ? fallbackApplication : applicationId, recordingId);
        }
    }

    /// A store info as it stands in a message.
    record RawStoreInfo(RawStoreId store, StoreSource source, StreamVersion version) {}

    static RawStoreId readStoreId(final ProtobufReader message) {
        StoreKind kind = StoreKind.RECORDING;
        String recording = "";
        String application = null;
        while (message.next()) {
            switch (message.field()) {
                case StoreIdDescriptor.KIND ->
                    kind = message.number() == StoreIdDescriptor.KIND_BLUEPRINT
                            ? StoreKind.BLUEPRINT
                            : StoreKind.RECORDING;
                case StoreIdDescriptor.RECORDING_ID -> recording = message.text();
                case StoreIdDescriptor.APPLICATION_ID -> application = readWrappedText(message.message());
                default -> {}
            }
        }
        return new RawStoreId(kind, recording, application);
    }

    /// The text of a message that wraps one; an empty one counts as missing.
    private static @Nullable String readWrappedText(final ProtobufReader message) {
        String text = null;
        while (message.next()) {
            if (message.field() == SetStoreInfoDescriptor.WRAPPED) {
                text = message.text();
            }
        }
        return text == null || text.isEmpty() ? null : text;
    }

    static RawStoreInfo readSetStoreInfo(final ProtobufReader message) {
        RawStoreInfo info = new RawStoreInfo(RawStoreId.NONE, StoreSource.UNKNOWN, StreamVersion.unpack(0));
        while (message.next()) {
            if (message.field() == SetStoreInfoDescriptor.INFO) {
                info = readInfo(message.message());
            }
        }
        return info;
    }

    private static RawStoreInfo readInfo(final ProtobufReader message) {
        RawStoreId store = RawStoreId.NONE;
        String application = null;
        StoreSource source = StoreSource.UNKNOWN;
        int version = 0;
        while (message.next()) {
            switch (message.field()) {
                case SetStoreInfoDescriptor.INFO_APPLICATION_ID -> application = readWrappedText(message.message());
                case SetStoreInfoDescriptor.INFO_STORE_ID -> store = readStoreId(message.message());
                case SetStoreInfoDescriptor.INFO_SOURCE -> source = readSource(message.message());
                case SetStoreInfoDescriptor.INFO_VERSION -> version = (int) lastNumber(message.message());
                default -> {}
            }
        }
        if (store.applicationId == null) {
            store = new RawStoreId(store.kind, store.recordingId, application);
        }
        return new RawStoreInfo(store, source, StreamVersion.unpack(version));
    }

    private static long lastNumber(final ProtobufReader message) {
        long number = 0;
        while (message.next()) {
            if (message.field() == SetStoreInfoDescriptor.WRAPPED) {
                number = message.number();
            }
        }
        return number;
    }

    private static StoreSource readSource(final ProtobufReader message) {
        long number = 0;
        String detail = "";
        while (message.next()) {
            switch (message.field()) {
                case SetStoreInfoDescriptor.SOURCE_KIND -> number = message.number();
                case SetStoreInfoDescriptor.SOURCE_EXTRA -> {
                    final String text = readWrappedText(message.message());
                    detail = text == null ? "" : text;
                }
                default -> {}
            }
        }
        final StoreSource.Kind[] kinds = StoreSource.Kind.values();
        final StoreSource.Kind kind =
                number > 0 && number < kinds.length ? kinds[(int) number] : StoreSource.Kind.UNKNOWN;
        // Only "other" has text there; the rest are nested messages that nobody shows.
        return new StoreSource(kind, kind == StoreSource.Kind.OTHER ? detail : "");
    }

    static ChunkId readChunkId(final ProtobufReader message) {
        long timeNs = 0;
        long inc = 0;
        while (message.next()) {
            switch (message.field()) {
                case TuidDescriptor.TIME_NS -> timeNs = message.number();
                case TuidDescriptor.INC -> inc = message.number();
                default -> {}
            }
        }
        return new ChunkId(timeNs, inc);
    }

    static ProtobufWriter storeId(final StoreId store) {
        return new ProtobufWriter()
                .number(
                        StoreIdDescriptor.KIND,
                        store.kind() == StoreKind.BLUEPRINT
                                ? StoreIdDescriptor.KIND_BLUEPRINT
                                : StoreIdDescriptor.KIND_RECORDING)
                .text(StoreIdDescriptor.RECORDING_ID, store.recordingId())
                .message(StoreIdDescriptor.APPLICATION_ID, wrapped(store.applicationId()));
    }

    private static ProtobufWriter wrapped(final String text) {
        return new ProtobufWriter().text(SetStoreInfoDescriptor.WRAPPED, text);
    }

    static ProtobufWriter setStoreInfo(final RowId rowId, final StoreInfo info) {
        final ProtobufWriter source = new ProtobufWriter()
                .number(SetStoreInfoDescriptor.SOURCE_KIND, info.source().kind().ordinal());
        if (!info.source().detail().isEmpty()) {
            source.message(
                    SetStoreInfoDescriptor.SOURCE_EXTRA, wrapped(info.source().detail()));
        }
        final ProtobufWriter version = new ProtobufWriter()
                .number(SetStoreInfoDescriptor.WRAPPED, info.version().packed());
        return new ProtobufWriter()
                .message(SetStoreInfoDescriptor.ROW_ID, tuid(rowId.timeNs(), rowId.inc()))
                .message(
                        SetStoreInfoDescriptor.INFO,
                        new ProtobufWriter()
                                .message(
                                        SetStoreInfoDescriptor.INFO_APPLICATION_ID,
                                        wrapped(info.store().applicationId()))
                                .message(SetStoreInfoDescriptor.INFO_STORE_ID, storeId(info.store()))
                                .message(SetStoreInfoDescriptor.INFO_SOURCE, source)
                                .message(SetStoreInfoDescriptor.INFO_VERSION, version));
    }

    static ProtobufWriter tuid(final long timeNs, final long inc) {
        return new ProtobufWriter().fixed64(TuidDescriptor.TIME_NS, timeNs).fixed64(TuidDescriptor.INC, inc);
    }
}
